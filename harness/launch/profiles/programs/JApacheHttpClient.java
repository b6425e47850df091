import org.apache.http.HttpHost;
import org.apache.http.auth.*;
import org.apache.http.client.methods.*;
import org.apache.http.impl.client.*;
import org.apache.http.util.EntityUtils;

/* Apache HttpClient 4: PROXY-HOST PROXY-PORT URL CA-FILE [USER PASSWORD]. */
public class JApacheHttpClient {
    public static void main(String[] arguments) throws Exception {
        HttpHost proxy = new HttpHost(arguments[0], Integer.parseInt(arguments[1]));
        HttpClientBuilder builder = HttpClients.custom().setProxy(proxy).setSSLContext(new JAuthority(arguments[3]).context);
        if (arguments.length > 5) {
            BasicCredentialsProvider provider = new BasicCredentialsProvider();
            provider.setCredentials(new AuthScope(proxy), new UsernamePasswordCredentials(arguments[4], arguments[5]));
            builder.setDefaultCredentialsProvider(provider);
        }
        try (CloseableHttpClient client = builder.build();
                CloseableHttpResponse response = client.execute(new HttpGet(arguments[2]))) {
            System.out.println(response.getStatusLine() + " " + EntityUtils.toString(response.getEntity()));
            System.exit(response.getStatusLine().getStatusCode() == 200 ? 0 : 3);
        }
    }
}
