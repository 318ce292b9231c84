package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.OriginSSOPluginFilter;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.DssMsgCacheOperationImpl;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.HttpSessionUserInterceptor;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.filter.UserInterceptor;
import java.net.http.HttpResponse;
import javax.servlet.FilterConfig;
import javax.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** URLs of our builder at the real filter, with our portal as its gateway. */
class RealFilterTest {

    private static JavaApp app;

    @BeforeAll
    static void start() throws Exception {
        app = new JavaApp(new Filter(), RealFilterTest::describe);
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @Test
    void signsInTheUserOfTheTicket() {
        HttpResponse<String> answer = Node.get(ssoUrl(Node.ticket("alice"), "workspace", "数据 +&"));
        assertEquals("alice in 数据 +&", answer.body());
        String session = answer.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
        assertEquals("alice in 数据 +&", Node.get(app.url + "/later", "Cookie", session).body());
    }

    @Test
    void redirectsToAHashRoute() {
        String target = app.url + "/#/projects/1?a=1&b=2";
        HttpResponse<String> answer = Node.get(ssoUrl(Node.ticket("alice"), "redirect", target));
        assertEquals(302, answer.statusCode());
        assertEquals(target, answer.headers().firstValue("location").orElse(null));
    }

    @Test
    void signsNobodyInWithADeadTicket() {
        assertEquals(500, Node.get(ssoUrl(Node.deadTicket("alice"), "workspace", "bdap")).statusCode());
    }

    private static String ssoUrl(String ticket, String name, String value) {
        return Node.ssoUrl("reqUrl", app.url + "/tool", "dssUrl", Node.GATEWAY,
                "cookie", Node.TICKET + "=" + ticket, name, value);
    }

    private static String describe(HttpServletRequest request) {
        Object user = request.getSession().getAttribute("user");
        return user + " in " + DssMsgCacheOperationImpl.getDssMsgCacheOperation().getWorkspaceInSession(request);
    }

    private static final class Filter extends OriginSSOPluginFilter {
        @Override
        public UserInterceptor getUserInterceptor(FilterConfig config) {
            return new HttpSessionUserInterceptor() {
                @Override
                public boolean isUserExistInSession(HttpServletRequest request) {
                    return getUser(request) != null;
                }

                @Override
                public String getUser(HttpServletRequest request) {
                    return (String) request.getSession().getAttribute("user");
                }

                @Override
                public void addUserToSession(String user, HttpServletRequest request) {
                    request.getSession().setAttribute("user", user);
                }
            };
        }
    }
}
