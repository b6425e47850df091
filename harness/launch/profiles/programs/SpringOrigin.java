import java.io.File;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/* Spring MVC in an embedded Tomcat: a mapping for GET of /page, one for every method of every other path. */
public class SpringOrigin {
    @Controller
    public static class Pages {
        @RequestMapping(value = "/page", method = RequestMethod.GET)
        @ResponseBody
        public String page() {
            return "an ordinary answer\n";
        }

        @RequestMapping("/**")
        @ResponseBody
        public String any() {
            return "an ordinary answer\n";
        }
    }

    public static void main(String[] arguments) throws Exception {
        StaticWebApplicationContext beans = new StaticWebApplicationContext();
        beans.registerSingleton("mapping", RequestMappingHandlerMapping.class);
        beans.registerSingleton("adapter", RequestMappingHandlerAdapter.class);
        beans.registerSingleton("pages", Pages.class);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[1]);
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", new File(arguments[1]).getAbsolutePath());
        Tomcat.addServlet(context, "spring", new DispatcherServlet(beans)).setLoadOnStartup(1);
        context.addServletMappingDecoded("/", "spring");
        tomcat.start();
        tomcat.getServer().await();
    }
}
