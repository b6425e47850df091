import java.util.Arrays;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.proxy.ConnectHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty as a proxy that opens tunnels to some ports. */
public class ConnectProxy {
    public static void main(String[] arguments) throws Exception {
        List<String> allowed = Arrays.asList(arguments[1].split(" "));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.setHandler(new ConnectHandler() {
            @Override
            public boolean validateDestination(String host, int port) {
                return allowed.contains(String.valueOf(port));
            }
        });
        server.start();
        server.join();
    }
}
