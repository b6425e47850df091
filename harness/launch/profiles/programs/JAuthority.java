import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.*;

/* Certificates of one authority, read from a PEM file, are trusted, and no others. */
public class JAuthority {
    final X509TrustManager manager;
    final SSLContext context = SSLContext.getInstance("TLS");

    JAuthority(String file) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (FileInputStream stream = new FileInputStream(file)) {
            store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(stream));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        manager = (X509TrustManager) factory.getTrustManagers()[0];
        context.init(null, factory.getTrustManagers(), null);
    }
}
