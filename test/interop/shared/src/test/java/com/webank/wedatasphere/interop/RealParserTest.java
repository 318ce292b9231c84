package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.webank.wedatasphere.dss.standard.app.sso.builder.DssMsgBuilderOperation;
import com.webank.wedatasphere.dss.standard.app.sso.builder.DssMsgBuilderOperation.DSSMsg;
import com.webank.wedatasphere.dss.standard.app.sso.builder.impl.SSOBuilderServiceImplImpl;
import java.util.TreeMap;
import javax.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** URLs of our builder, read by the real parser behind a real servlet container. */
class RealParserTest {

    private static final String NASTY = "数据 100% +&=#?/\"'<\uD83D\uDE00~*|";

    private static JavaApp app;

    @BeforeAll
    static void start() throws Exception {
        app = new JavaApp(null, RealParserTest::describe);
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @Test
    void readsAnOrdinaryUrl() {
        String url = Node.ssoUrl("reqUrl", app.url + "/tool", "dssUrl", "http://dss.example.com:9001/",
                "workspace", "bdap", "appName", "demo", "redirect", "/page",
                "cookie", Node.TICKET + "=a+b/c=", "cookie", "workspaceId=224");
        assertEquals("http://dss.example.com:9001/ {" + Node.TICKET + "=a+b/c=, workspaceId=224} bdap demo /page",
                Node.get(url).body());
    }

    @Test
    void readsBackEveryCharacter() {
        String url = Node.ssoUrl("reqUrl", app.url + "/tool?own=1", "dssUrl", "http://dss.example.com",
                "workspace", NASTY, "appName", NASTY, "redirect", "/#/" + NASTY, "cookie", "workspaceName=" + NASTY,
                "parameter", NASTY.replace("=", "") + "=" + NASTY);
        assertEquals(String.join(" ", "http://dss.example.com {workspaceName=" + NASTY + "}", NASTY, NASTY,
                "/#/" + NASTY, "own=1", NASTY.replace("=", "") + "=" + NASTY), Node.get(url).body());
    }

    @Test
    void findsNothingWhereWeLeaveOutWhatIsMissing() {
        String url = Node.ssoUrl("reqUrl", app.url + "/", "dssUrl", "http://dss.example.com",
                "cookie", Node.TICKET + "=t");
        assertEquals("http://dss.example.com {" + Node.TICKET + "=t} null null null", Node.get(url).body());
    }

    private static String describe(HttpServletRequest request) {
        DssMsgBuilderOperation parser = SSOBuilderServiceImplImpl.getSSOBuilderService().createDssMsgBuilderOperation()
                .setParameterMap(request.getParameterMap());
        if (!parser.isDSSMsgRequest()) {
            return "no message";
        }
        DSSMsg message = parser.getBuiltMsg();
        StringBuilder text = new StringBuilder(String.join(" ", message.getDSSUrl(),
                new TreeMap<>(message.getCookies()).toString(), message.getWorkspaceName(), message.getAppName(),
                message.getRedirectUrl()));
        new TreeMap<>(request.getParameterMap()).forEach((name, values) -> {
            if (!name.matches("dssurl|cookies|workspace|appName|redirect")) {
                text.append(' ').append(name).append('=').append(values[0]);
            }
        });
        return text.toString();
    }
}
