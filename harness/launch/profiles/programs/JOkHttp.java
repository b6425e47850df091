import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.*;

/* OkHttp: PROXY-HOST PROXY-PORT URL CA-FILE [USER PASSWORD]. */
public class JOkHttp {
    public static void main(String[] arguments) throws Exception {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
        JAuthority authority = new JAuthority(arguments[3]);
        OkHttpClient.Builder builder = new OkHttpClient.Builder().proxy(proxy)
                .sslSocketFactory(authority.context.getSocketFactory(), authority.manager);
        if (arguments.length > 5) { // as its documentation has it: give up when these were refused
            String credentials = Credentials.basic(arguments[4], arguments[5]);
            builder.proxyAuthenticator((route, response) -> {
                if (credentials.equals(response.request().header("Proxy-Authorization")))
                    return null;
                return response.request().newBuilder().header("Proxy-Authorization", credentials).build();
            });
        }
        Request request = new Request.Builder().url(arguments[2]).build();
        try (Response response = builder.build().newCall(request).execute()) {
            System.out.println(response.code() + " " + response.body().string());
            System.exit(response.isSuccessful() ? 0 : 3); // its threads would go on for a minute
        }
    }
}
