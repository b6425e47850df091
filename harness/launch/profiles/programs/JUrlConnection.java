import java.net.*;
import javax.net.ssl.HttpsURLConnection;

/* HttpsURLConnection: PROXY-HOST PROXY-PORT URL CA-FILE [USER PASSWORD]. */
public class JUrlConnection {
    public static void main(String[] arguments) throws Exception {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
        if (arguments.length > 5) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", ""); // Basic is off for tunnels otherwise
            Authenticator.setDefault(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    boolean asked = getRequestorType() == RequestorType.PROXY;
                    return asked ? new PasswordAuthentication(arguments[4], arguments[5].toCharArray()) : null;
                }
            });
        }
        HttpsURLConnection connection = (HttpsURLConnection) new URL(arguments[2]).openConnection(proxy);
        connection.setSSLSocketFactory(new JAuthority(arguments[3]).context.getSocketFactory());
        System.out.println(connection.getResponseCode());
        connection.getInputStream().transferTo(System.out);
        System.out.flush();
    }
}
