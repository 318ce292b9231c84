package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.webank.wedatasphere.dss.standard.app.sso.SSOIntegrationStandard;
import com.webank.wedatasphere.dss.standard.app.sso.builder.DssMsgBuilderOperation.DSSMsg;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.HttpSessionUserInterceptor;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.SSOPluginFilter;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.UserInterceptor;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.proxy.DSSInternalProxyUserInterceptor;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.proxy.HttpRequestProxyUserInterceptor;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.proxy.HttpSessionProxyUserInterceptor;
import com.webank.wedatasphere.dss.standard.sso.utils.ProxyUserSSOUtils;
import java.net.http.HttpResponse;
import javax.servlet.FilterConfig;
import javax.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs of our builder with a proxy ticket at the newest published filter, for each kind of interceptor. */
class ProxyUserTest {

    @Test
    void aSessionInterceptorForProxyUsersGetsBoth() throws Exception {
        assertEquals("alice as hadoop", signIn(new SessionProxyInterceptor(), true));
    }

    @Test
    void aRequestInterceptorForProxyUsersGetsBoth() throws Exception {
        assertEquals("alice as hadoop", signIn(new RequestProxyInterceptor(), true));
    }

    @Test
    void anInternalInterceptorForProxyUsersGetsBothAndTheMessage() throws Exception {
        assertEquals("alice as hadoop of demo", signIn(new InternalProxyInterceptor(), true));
    }

    @Test
    void aPlainInterceptorGetsTheProxyUser() throws Exception {
        assertEquals("hadoop", signIn(new SessionInterceptor(), true));
    }

    @Test
    void withoutAProxyTicketBothAreTheUser() throws Exception {
        assertEquals("alice as alice", signIn(new SessionProxyInterceptor(), false));
        assertEquals("alice", signIn(new SessionInterceptor(), false));
    }

    @Test
    void aDeadTicketSignsNobodyIn() throws Exception {
        String ticket = Node.deadTicket("alice");
        assertEquals(500, open(new SessionProxyInterceptor(), ticket, proxyCookie()).statusCode());
        assertEquals(500, open(new SessionInterceptor(), ticket, "workspaceId=224").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"alice, hadoop", "a, b", "a_user_name_of_more_than_nine_letters, proxy_05", "张三, 李四"})
    void packsBothUsersIntoOneNameAsWeDo(String user, String proxyUser) {
        String packed = ProxyUserSSOUtils.setUserAndProxyUser(user, proxyUser);
        assertEquals(packed, Node.packedUser(user, proxyUser));
        assertTrue(ProxyUserSSOUtils.existsProxyUser(packed));
        var both = ProxyUserSSOUtils.getUserAndProxyUser(packed);
        assertEquals(user + " " + proxyUser, both.getKey() + " " + both.getValue());
    }

    private static String signIn(UserInterceptor interceptor, boolean withProxyUser) throws Exception {
        String cookie = withProxyUser ? proxyCookie() : "workspaceId=224";
        return open(interceptor, Node.ticket("alice"), cookie).body();
    }

    private static String proxyCookie() {
        return Node.PROXY_TICKET + "=" + Node.proxyTicket("alice", "hadoop");
    }

    private static HttpResponse<String> open(UserInterceptor interceptor, String ticket, String cookie)
            throws Exception {
        try (JavaApp app = new JavaApp(new Filter(interceptor), ProxyUserTest::userOf)) {
            return Node.get(Node.ssoUrl("reqUrl", app.url + "/tool", "dssUrl", Node.GATEWAY, "workspace", "bdap",
                    "appName", "demo", "cookie", Node.TICKET + "=" + ticket, "cookie", cookie));
        }
    }

    /** In the request, or else in the session. */
    private static String userOf(HttpServletRequest request) {
        Object user = request.getAttribute("user");
        return (String) (user == null ? request.getSession().getAttribute("user") : user);
    }

    private static final class Filter extends SSOPluginFilter {
        private final UserInterceptor interceptor;
        private final SSOIntegrationStandard standard = LookUp.standard();

        Filter(UserInterceptor interceptor) {
            this.interceptor = interceptor;
        }

        @Override
        public UserInterceptor getUserInterceptor(FilterConfig config) {
            return interceptor;
        }

        @Override
        public SSOIntegrationStandard getSSOIntegrationStandard() {
            return standard;
        }

        @Override
        public void info(String text) {
        }
    }

    private abstract static class Interceptor implements UserInterceptor {
        @Override
        public boolean isUserExistInSession(HttpServletRequest request) {
            return userOf(request) != null;
        }

        @Override
        public String getUser(HttpServletRequest request) {
            return userOf(request);
        }
    }

    private static final class SessionInterceptor extends Interceptor implements HttpSessionUserInterceptor {
        @Override
        public void addUserToSession(String user, HttpServletRequest request) {
            request.getSession().setAttribute("user", user);
        }
    }

    private static final class SessionProxyInterceptor extends Interceptor implements HttpSessionProxyUserInterceptor {
        @Override
        public void addUserToSession(String user, String proxyUser, HttpServletRequest request) {
            request.getSession().setAttribute("user", user + " as " + proxyUser);
        }
    }

    private static final class RequestProxyInterceptor extends Interceptor implements HttpRequestProxyUserInterceptor {
        @Override
        public HttpServletRequest addUserToRequest(String user, String proxyUser, HttpServletRequest request) {
            request.setAttribute("user", user + " as " + proxyUser);
            return request;
        }
    }

    private static final class InternalProxyInterceptor extends Interceptor implements DSSInternalProxyUserInterceptor {
        @Override
        public HttpServletRequest addCookiesToRequest(
                DSSMsg message, String user, String proxyUser, HttpServletRequest request) {
            request.setAttribute("user", user + " as " + proxyUser + " of " + message.getAppName());
            return request;
        }
    }
}
