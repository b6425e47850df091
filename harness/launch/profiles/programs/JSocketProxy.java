import java.net.*;

/* A Socket told to use an HTTP proxy, plain HTTP in the tunnel: PROXY-HOST PROXY-PORT HOST PORT PATH [USER PASSWORD]. */
public class JSocketProxy {
    public static void main(String[] arguments) throws Exception {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
        if (arguments.length > 6) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", ""); // Basic is off for tunnels otherwise
            Authenticator.setDefault(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication(arguments[5], arguments[6].toCharArray());
                }
            });
        }
        try (Socket socket = new Socket(proxy)) {
            socket.connect(InetSocketAddress.createUnresolved(arguments[2], Integer.parseInt(arguments[3])));
            socket.getOutputStream().write(("GET " + arguments[4] + " HTTP/1.0\r\n\r\n").getBytes());
            socket.getInputStream().transferTo(System.out);
            System.out.flush();
        }
    }
}
