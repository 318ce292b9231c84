package com.webank.wedatasphere.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.webank.wedatasphere.dss.standard.app.sso.SSOIntegrationStandard;
import com.webank.wedatasphere.dss.standard.app.sso.builder.DssMsgBuilderOperation.DSSMsg;
import com.webank.wedatasphere.dss.standard.app.sso.builder.impl.SSOBuilderServiceImplImpl;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.AbstractSSOMsgParseOperation;
import com.webank.wedatasphere.dss.standard.app.sso.plugin.SSOPluginService;
import com.webank.wedatasphere.dss.standard.sso.utils.ProxyUserSSOUtils;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import org.apache.http.impl.cookie.BasicClientCookie;
import org.apache.linkis.httpclient.dws.DWSHttpClient;
import org.apache.linkis.httpclient.dws.config.DWSClientConfig;
import org.apache.linkis.httpclient.dws.config.DWSClientConfigBuilder;
import org.apache.linkis.httpclient.request.GetAction;
import org.apache.linkis.httpclient.response.HttpResult;

/** Who a message is from, asked with the Linkis client: the part of the plug-in that is not published since 1.1.1. */
final class LookUp extends AbstractSSOMsgParseOperation {

    /** What the filter base asks for, with this look-up in it. */
    static SSOIntegrationStandard standard() {
        LookUp lookUp = new LookUp();
        lookUp.setSSOBuilderService(SSOBuilderServiceImplImpl.getSSOBuilderService());
        SSOPluginService service = answering(SSOPluginService.class, (proxy, method, args) ->
                method.getName().equals("createSSOMsgParseOperation") ? lookUp
                        : method.isDefault() ? InvocationHandler.invokeDefault(proxy, method, args) : null);
        return answering(SSOIntegrationStandard.class, (proxy, method, args) ->
                method.getName().equals("getSSOPluginService") ? service : null);
    }

    @Override
    public String getUser(DSSMsg message) {
        if (!ProxyUserSSOUtils.existsProxyUser(message)) {
            return ask(message, "user/userInfo").get("userName").getAsString();
        }
        JsonObject data = ask(message, "dss/framework/proxy/getProxyUser");
        return ProxyUserSSOUtils.setUserAndProxyUser(
                data.get("userName").getAsString(), data.get("proxyUser").getAsString());
    }

    private static JsonObject ask(DSSMsg message, String path) {
        GetAction action = new GetAction() {
            @Override
            public String getURL() {
                return "/api/rest_j/v1/" + path;
            }
        };
        message.getCookies().forEach((name, value) -> {
            BasicClientCookie cookie = new BasicClientCookie(name, value);
            cookie.setDomain(URI.create(message.getDSSUrl()).getHost());
            cookie.setPath("/");
            action.addCookie(cookie);
        });
        DWSClientConfigBuilder builder = DWSClientConfigBuilder.newBuilder();
        builder.addServerUrl(message.getDSSUrl()).discoveryEnabled(false).connectionTimeout(5000).readTimeout(10000);
        DWSClientConfig config = builder.setDWSVersion("v1").build();
        try (DWSHttpClient client = new DWSHttpClient(config, "interop")) {
            String body = ((HttpResult) client.execute(action)).getResponseBody();
            return JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("data");
        }
    }

    private static <T> T answering(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
