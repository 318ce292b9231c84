package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.webank.wedatasphere.dss.standard.app.sso.builder.SSOUrlBuilderOperation;
import com.webank.wedatasphere.dss.standard.app.sso.builder.impl.SSOBuilderServiceImplImpl;
import com.webank.wedatasphere.interop.Node.App;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** URLs of the real builder, opened in our apps. */
class RealBuilderTest {

    private static final String ALL_APPS = "com.webank.wedatasphere.interop.Node#apps";
    private static final String PAGE_LOAD = "text/html,application/xhtml+xml";

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void signsInABackEnd(App app) throws Exception {
        String url = builder(app, "alice").addQueryParameter("q", "a b&c 中").getBuiltUrl();
        assertEquals("alice in bdap: GET /api?q=a+b%26c+%E4%B8%AD", Node.get(url).body());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void signsInABrowserAndKeepsItSignedIn(App app) throws Exception {
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(5)).build();
        HttpResponse<String> opened = open(browser, builder(app, "alice").getBuiltUrl());
        assertEquals("alice in bdap: GET /api", opened.body());
        assertEquals(app.url() + "/api", opened.uri().toString());
        assertEquals("alice in bdap: GET /other", open(browser, app.url() + "/other").body());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void signsInTheProxyUser(App app) throws Exception {
        String url = builder(app, "alice")
                .addCookie(Node.PROXY_TICKET, Node.proxyTicket("alice", "hadoop")).getBuiltUrl();
        assertEquals("alice as hadoop in bdap: GET /api", Node.get(url).body());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void readsWhatTheBuilderEncodes(App app) throws Exception {
        String url = builder(app, "alice")
                .setWorkspace("数据 100% +&=#;'\"").addCookie("workspaceName", "数据").getBuiltUrl();
        assertEquals("alice in 数据 100% +&=#;'\": GET /api", Node.get(url).body());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void takesAMissingAppNameWhichIsWrittenAsNull(App app) throws Exception {
        String url = builder(app, "alice").setAppName(null).getBuiltUrl();
        assertTrue(url.endsWith("&appName=null"));
        assertEquals("alice in bdap: GET /api", Node.get(url).body());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void refusesADeadTicketAndAnotherAppsName(App app) throws Exception {
        String url = withTicket(app, Node.deadTicket("alice")).getBuiltUrl();
        assertEquals(401, Node.get(url).statusCode());
        assertEquals(403, Node.get(builder(app, "alice").setAppName("other").getBuiltUrl()).statusCode());
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void followsARedirectThatNeedsNoEncoding(App app) throws Exception {
        HttpResponse<String> answer = Node.get(builder(app, "alice").redirectTo("/page?x=1").getBuiltUrl());
        assertEquals(303, answer.statusCode());
        assertEquals("/page?x=1", answer.headers().firstValue("location").orElse(null));
    }

    /** The builder writes {@code redirect} as it is: what follows an ampersand becomes a parameter of the app. */
    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void losesTheRestOfARedirectAtAnAmpersand(App app) throws Exception {
        HttpResponse<String> answer = Node.get(builder(app, "alice").redirectTo("/page?x=1&y=2").getBuiltUrl());
        assertEquals("/page?x=1", answer.headers().firstValue("location").orElse(null));
    }

    /** The builder writes {@code redirect} as it is, and no client sends what follows a hash: the message is lost. */
    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void losesTheMessageAtAHashInTheRedirect(App app) throws Exception {
        String url = builder(app, "alice").redirectTo("/#/projects/1").getBuiltUrl();
        assertEquals("nobody: GET /api?redirect=/", Node.get(url).body());
    }

    /** The builder writes {@code appName} as it is: here it ends at the ampersand, and is then the name of this app. */
    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void losesTheRestOfAnAppNameAtAnAmpersand(App app) throws Exception {
        String url = builder(app, "alice").setAppName("demo&tool").getBuiltUrl();
        assertEquals("alice in bdap: GET /api?tool", Node.get(url).body());
    }

    private static SSOUrlBuilderOperation builder(App app, String user) {
        return withTicket(app, Node.ticket(user));
    }

    private static SSOUrlBuilderOperation withTicket(App app, String ticket) {
        return SSOBuilderServiceImplImpl.getSSOBuilderService().createSSOUrlBuilderOperation()
                .setReqUrl(app.url() + "/api").setDSSUrl(Node.GATEWAY + "/").setWorkspace("bdap").setAppName("demo")
                .addCookie(Node.TICKET, ticket).addCookie("workspaceId", "224");
    }

    private static HttpResponse<String> open(HttpClient browser, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Accept", PAGE_LOAD)
                .timeout(Duration.ofSeconds(10)).build();
        return browser.send(request, BodyHandlers.ofString());
    }
}
