import java.io.IOException;
import java.net.InetSocketAddress;
import javax.servlet.http.*;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.server.handler.AbstractHandler;

/* Jetty, embedded, with one handler. */
public class JettyOrigin {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
        server.setHandler(new AbstractHandler() {
            @Override
            public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                base.setHandled(true);
                response.getWriter().print("an ordinary answer\n");
            }
        });
        server.start();
        server.join();
    }
}
