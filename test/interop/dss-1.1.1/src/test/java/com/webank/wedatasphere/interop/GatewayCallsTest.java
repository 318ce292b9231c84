package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.webank.wedatasphere.dss.standard.app.sso.builder.impl.DSSMsgImpl;
import com.webank.wedatasphere.dss.standard.app.sso.origin.client.HttpClient;
import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.OriginSSOMsgParseOperation;
import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.UserInfoAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.UserInfoResult;
import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.WorkspaceUsersAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.plugin.WorkspaceUsersResult;
import java.util.List;
import java.util.Map;
import org.apache.linkis.httpclient.dws.DWSHttpClient;
import org.apache.linkis.httpclient.dws.annotation.DWSHttpMessageResult;
import org.apache.linkis.httpclient.dws.authentication.StaticAuthenticationStrategy;
import org.apache.linkis.httpclient.dws.config.DWSClientConfigBuilder;
import org.apache.linkis.httpclient.exception.HttpClientResultException;
import org.apache.linkis.httpclient.exception.HttpClientRetryException;
import org.apache.linkis.httpclient.request.HttpAction;
import org.apache.linkis.httpclient.response.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The real client asks our portal, as it asks a gateway. */
class GatewayCallsTest {

    @Test
    void thePluginFindsTheUserOfATicket() {
        assertEquals("alice", new UserLookUp().getUser(message(Map.of(Node.TICKET, Node.ticket("alice")))));
    }

    @Test
    void allCookiesOfAPortalSessionMayCome() {
        Map<String, String> cookies = Map.of(Node.TICKET, Node.ticket("bob"), "workspaceId", "224",
                "workspaceName", "数据", "dss_user_name", "bob", "JSESSIONID", "abc");
        assertEquals("bob", new UserLookUp().getUser(message(cookies)));
    }

    @Test
    void aDeadTicketIsErrorOneWithCode11002() {
        DSSMsgImpl message = message(Map.of(Node.TICKET, Node.deadTicket("alice")));
        assertFails(HttpClientResultException.class, "11002", () -> new UserLookUp().getUser(message));
    }

    @Test
    void noTicketIsErrorOneWithCode11002() {
        assertFails(HttpClientResultException.class, "11002", () -> new UserLookUp().getUser(message(Map.of())));
    }

    @Test
    void aProxyTicketNamesBothUsers() {
        ProxyUserResult result = (ProxyUserResult) ask(new ProxyUserAction(), Map.of(Node.TICKET, Node.ticket("alice"),
                Node.PROXY_TICKET, Node.proxyTicket("alice", "hadoop")));
        assertEquals("alice hadoop", result.getUserName() + " " + result.getProxyUser());
    }

    @Test
    void withoutAProxyTicketTheProxyUserIsError60050() {
        Map<String, String> cookies = Map.of(Node.TICKET, Node.ticket("alice"));
        assertFails(HttpClientResultException.class, "60050", () -> ask(new ProxyUserAction(), cookies));
    }

    @Test
    void outsideOfUserADeadTicketIsHttp401() {
        Map<String, String> cookies = Map.of(Node.TICKET, Node.deadTicket("alice"),
                Node.PROXY_TICKET, Node.proxyTicket("alice", "hadoop"));
        assertFails(HttpClientRetryException.class, "not logged in", () -> ask(new ProxyUserAction(), cookies));
    }

    @Test
    void usersOfTheWorkspaceComeThoughTheClientSendsNoBody() {
        WorkspaceUsersAction action = new WorkspaceUsersAction();
        action.setWorkspace("bdap");
        WorkspaceUsersResult result = (WorkspaceUsersResult) ask(action,
                Map.of(Node.TICKET, Node.ticket("alice"), "workspaceId", "224", "workspaceName", "bdap"));
        assertEquals(List.of("alice", "bob"), result.getUsers());
    }

    @Test
    void aClientSignsInWithAPassword() throws Exception {
        try (DWSHttpClient client = signInAs("bob", "pw-bob")) {
            assertEquals("bob", ((UserInfoResult) client.execute(new UserInfoAction())).getUserName());
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (DWSHttpClient client = signInAs("bob", "pw-alice")) {
            assertThrows(Exception.class, () -> client.execute(new UserInfoAction()));
        }
    }

    private static DSSMsgImpl message(Map<String, String> cookies) {
        DSSMsgImpl message = new DSSMsgImpl();
        message.setDSSUrl(Node.GATEWAY + "/");
        message.setCookies(cookies);
        return message;
    }

    private static Result ask(HttpAction action, Map<String, String> cookies) {
        HttpClient.addCookies(message(cookies), action);
        return HttpClient.getHttpClient(Node.GATEWAY, "interop").execute(action);
    }

    private static DWSHttpClient signInAs(String user, String password) {
        DWSClientConfigBuilder builder = DWSClientConfigBuilder.newBuilder();
        builder.addServerUrl(Node.GATEWAY).discoveryEnabled(false).connectionTimeout(5000).readTimeout(10000)
                .setAuthenticationStrategy(new StaticAuthenticationStrategy())
                .setAuthTokenKey(user).setAuthTokenValue(password);
        return new DWSHttpClient(builder.setDWSVersion("v1").build(), "interop");
    }

    private static void assertFails(Class<? extends Exception> type, String text, Executable call) {
        String message = assertThrows(type, call).getMessage();
        assertTrue(message.contains(text), message);
    }

    /** The look-up of users, which is protected for Scala only. */
    private static final class UserLookUp extends OriginSSOMsgParseOperation {
    }

    public static final class ProxyUserAction extends UserInfoAction {
        @Override
        public String[] suffixURLs() {
            return new String[] {"dss", "framework", "proxy", "getProxyUser"};
        }
    }

    @DWSHttpMessageResult("/api/rest_j/v\\d+/dss/framework/proxy/getProxyUser")
    public static final class ProxyUserResult extends UserInfoResult {
        private String proxyUser;

        public String getProxyUser() {
            return proxyUser;
        }

        public void setProxyUser(String proxyUser) {
            this.proxyUser = proxyUser;
        }
    }
}
