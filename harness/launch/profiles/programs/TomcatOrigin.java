import java.io.File;
import java.io.IOException;
import javax.servlet.http.*;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/* Tomcat, embedded, with one servlet. */
public class TomcatOrigin {
    public static class Page extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("an ordinary answer\n");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        Connector connector = new Connector();
        tomcat.setBaseDir(arguments[1]);
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", new File(arguments[1]).getAbsolutePath());
        Tomcat.addServlet(context, "page", new Page());
        context.addServletMappingDecoded("/", "page");
        tomcat.start();
        tomcat.getServer().await();
    }
}
