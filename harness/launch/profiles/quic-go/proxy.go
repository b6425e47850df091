// A CONNECT proxy on the library's HTTP/3 server.  Which requests are malformed, frames, streams and flow control are the
// library's; ours are the port policy, Basic where there is an account, and the relay with its ends: FIN for FIN,
// RESET_STREAM with H3_CONNECT_ERROR for an error of the origin's connection, RST for a stream that the client gave up.
package main

import (
	"encoding/base64"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/lucas-clemente/quic-go/http3"
)

const connectError = 0x10f

func allowed(port string) bool {
	for _, one := range strings.Fields(os.Getenv("ALLOWED_PORTS")) {
		if one == port {
			return true
		}
	}
	return false
}

func authorized(r *http.Request) bool {
	account := os.Getenv("ACCOUNT")
	scheme, coded, _ := strings.Cut(r.Header.Get("Proxy-Authorization"), " ")
	pair, err := base64.StdEncoding.DecodeString(strings.TrimLeft(coded, " "))
	return account == "" || strings.EqualFold(scheme, "Basic") && err == nil && string(pair) == account
}

func relay(client http3.Stream, origin *net.TCPConn) {
	failed := make(chan error, 2)
	go func() {
		_, err := io.Copy(origin, client)
		if err == nil {
			err = origin.CloseWrite()
		}
		failed <- err
	}()
	go func() {
		_, err := io.Copy(client, origin)
		if err == nil {
			err = client.Close()
		}
		failed <- err
	}()
	for i := 0; i < 2; i++ {
		if <-failed != nil {
			client.CancelRead(connectError)
			client.CancelWrite(connectError)
			origin.SetLinger(0)
			break
		}
	}
	origin.Close()
}

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || r.Proto != "" {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !authorized(r) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="connectspec"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	if !allowed(port) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	origin, err := net.DialTimeout("tcp", r.Host, 5*time.Second)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	relay(r.Body.(http3.HTTPStreamer).HTTPStream(), origin.(*net.TCPConn))
}

func main() {
	log.Fatal(http3.ListenAndServeQUIC(os.Getenv("LISTEN"), "certificate.pem", "key.pem", http.HandlerFunc(serve)))
}
