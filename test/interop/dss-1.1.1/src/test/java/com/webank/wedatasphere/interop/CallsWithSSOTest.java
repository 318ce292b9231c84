package com.webank.wedatasphere.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.webank.wedatasphere.dss.standard.app.sso.builder.SSOUrlBuilderOperation;
import com.webank.wedatasphere.dss.standard.app.sso.builder.impl.SSOBuilderServiceImplImpl;
import com.webank.wedatasphere.dss.standard.app.sso.origin.OriginSSOIntegrationStandardFactory;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSDeleteAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSDownloadAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSGetAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSHttpAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSPostAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSPutAction;
import com.webank.wedatasphere.dss.standard.app.sso.origin.request.action.DSSUploadAction;
import com.webank.wedatasphere.dss.standard.app.sso.request.SSORequestOperation;
import com.webank.wedatasphere.interop.Node.App;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.linkis.httpclient.exception.HttpClientRetryException;
import org.apache.linkis.httpclient.response.HttpResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of a DSS back end to our apps, with the real client. */
class CallsWithSSOTest {

    private static final String ALL_APPS = "com.webank.wedatasphere.interop.Node#apps";

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void get(App app) throws Exception {
        assertEquals("alice in bdap: GET /api", call(app, new DSSGetAction()));
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void getWithParameters(App app) throws Exception {
        DSSGetAction action = new DSSGetAction();
        action.setParameter("q", "a b&c");
        assertEquals("alice in bdap: GET /api?q=a+b%26c", call(app, action));
    }

    /** The client says {@code Content-Encoding: utf-8}, which body parsers refuse. */
    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void postJson(App app) throws Exception {
        DSSPostAction action = new DSSPostAction();
        action.addRequestPayload("name", "x 中");
        assertEquals("alice in bdap: POST /api {\"name\":\"x 中\"}", call(app, action));
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void postForm(App app) throws Exception {
        DSSPostAction action = new DSSPostAction();
        action.setFormParam("f", "x 中&");
        assertEquals("alice in bdap: POST /api {\"f\":\"x 中&\"}", call(app, action));
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void putJson(App app) throws Exception {
        DSSPutAction action = new DSSPutAction();
        action.addRequestPayload("name", "x 中");
        assertEquals("alice in bdap: PUT /api {\"name\":\"x 中\"}", call(app, action));
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void delete(App app) throws Exception {
        assertEquals("alice in bdap: DELETE /api", call(app, new DSSDeleteAction()));
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void upload(App app) throws Exception {
        DSSUploadAction action = new DSSUploadAction(List.of());
        action.setInputStreams(Map.of("file", new ByteArrayInputStream("hello 中".getBytes(StandardCharsets.UTF_8))));
        String answer = call(app, action);
        assertTrue(answer.startsWith("alice in bdap: POST /api --") && answer.contains("hello 中"), answer);
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void download(App app) throws Exception {
        try (DSSDownloadAction action = new DSSDownloadAction()) {
            call(app, action);
            InputStream file = action.getInputStream();
            assertEquals("alice in bdap: GET /api", new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL_APPS)
    void aDeadTicketIsHttp401(App app) {
        String ticket = Node.deadTicket("alice");
        Exception error = assertThrows(HttpClientRetryException.class, () -> call(app, new DSSGetAction(), ticket));
        assertTrue(error.getMessage().contains("ticket-rejected"), error.getMessage());
    }

    private static String call(App app, DSSHttpAction action) throws Exception {
        return call(app, action, Node.ticket("alice"));
    }

    private static String call(App app, DSSHttpAction action, String ticket) throws Exception {
        SSOUrlBuilderOperation builder = SSOBuilderServiceImplImpl.getSSOBuilderService().createSSOUrlBuilderOperation()
                .setReqUrl(app.url() + "/api").setDSSUrl(Node.GATEWAY + "/").setWorkspace("bdap").setAppName("demo")
                .addCookie(Node.TICKET, ticket).addCookie("workspaceId", "224").addCookie("workspaceName", "bdap");
        action.setUrl(builder.getBuiltUrl());
        return operation().requestWithSSO(builder, action).getResponseBody();
    }

    @SuppressWarnings("unchecked")
    private static SSORequestOperation<DSSHttpAction, HttpResult> operation() {
        OriginSSOIntegrationStandardFactory factory = new OriginSSOIntegrationStandardFactory();
        factory.init();
        return factory.getSSOIntegrationStandard().getSSORequestService().createSSORequestOperation("demo");
    }
}
