package com.webank.wedatasphere.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** The Node side: where its servers are, and what its desk hands out (see desk.mjs). */
final class Node {

    static final String TICKET = "linkis_user_session_ticket_id_v1";
    static final String PROXY_TICKET = "dss_user_session_proxy_ticket_id_v1";
    static final String GATEWAY = property("interop.gateway");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Node() {
    }

    /** An app of each framework: the same tests go through all of them. */
    record App(String name, String url) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<App> apps() {
        return Arrays.stream(property("interop.apps").split(","))
                .map(app -> new App(app.substring(0, app.indexOf('=')), app.substring(app.indexOf('=') + 1)));
    }

    static String ticket(String user) {
        return ask("/ticket", "user", user);
    }

    static String proxyTicket(String user, String proxyUser) {
        return ask("/proxy-ticket", "user", user, "proxyUser", proxyUser);
    }

    /** As when the user signs out of DSS. */
    static String deadTicket(String user) {
        String ticket = ticket(user);
        ask("/kill", "ticket", ticket);
        return ticket;
    }

    static String packedUser(String user, String proxyUser) {
        return ask("/packed-user", "user", user, "proxyUser", proxyUser);
    }

    /**
     * A URL of our builder. Names and values in turn: the builder's own; a {@code cookie} or {@code parameter} is
     * {@code name=value}.
     */
    static String ssoUrl(String... namesAndValues) {
        return ask("/sso-url", namesAndValues);
    }

    /** Names and values of headers in turn. Redirects are not followed. */
    static HttpResponse<String> get(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(String path, String... namesAndValues) {
        StringBuilder url = new StringBuilder(property("interop.desk")).append(path);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            url.append(i == 0 ? '?' : '&').append(namesAndValues[i]).append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = get(url.toString());
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException(path + ": " + answer.body());
        }
        return answer.body();
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("Start these tests with: npm run test:interop");
        }
        return value;
    }
}
