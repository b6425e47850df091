// A tunnel through a proxy that speaks HTTP/2, and TLS in it: a CONNECT by http.Transport whose body is a pipe.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// What is written goes into the request, what is read comes out of the answer.
type tunnel struct {
	io.Reader
	io.WriteCloser
}

func (tunnel) LocalAddr() net.Addr              { return nil }
func (tunnel) RemoteAddr() net.Addr             { return nil }
func (tunnel) SetDeadline(time.Time) error      { return nil }
func (tunnel) SetReadDeadline(time.Time) error  { return nil }
func (tunnel) SetWriteDeadline(time.Time) error { return nil }

func fail(what ...any) {
	fmt.Fprintln(os.Stderr, what...)
	os.Exit(1)
}

func ask(transport *http.Transport, proxy *url.URL, target string, signed bool) (*http.Response, io.WriteCloser) {
	reader, writer := io.Pipe()
	request := &http.Request{Method: "CONNECT", URL: &url.URL{Scheme: proxy.Scheme, Host: proxy.Host}, Host: target,
		Header: http.Header{}, Body: reader, ContentLength: -1}
	if signed {
		password, _ := proxy.User.Password()
		basic := http.Request{Header: http.Header{}}
		basic.SetBasicAuth(proxy.User.Username(), password)
		request.Header.Set("Proxy-Authorization", basic.Header.Get("Authorization"))
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		fail(err)
	}
	return answer, writer
}

func main() {
	proxy, err := url.Parse(os.Args[1])
	if err != nil {
		fail(err)
	}
	pem, _ := os.ReadFile(os.Args[2])
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(pem)
	host, target := os.Args[3], net.JoinHostPort(os.Args[3], os.Args[4])
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, ForceAttemptHTTP2: true}
	answer, writer := ask(transport, proxy, target, false)
	if answer.StatusCode == 407 && proxy.User != nil && strings.Contains(strings.ToLower(answer.Header.Get("Proxy-Authenticate")), "basic") {
		answer.Body.Close()
		answer, writer = ask(transport, proxy, target, true)
	}
	if answer.ProtoMajor != 2 || answer.StatusCode/100 != 2 {
		fail(answer.Proto, answer.Status)
	}
	inner := tls.Client(tunnel{answer.Body, writer}, &tls.Config{RootCAs: trusted, ServerName: host})
	if err = inner.Handshake(); err != nil {
		fail(err)
	}
	request, err := http.NewRequest("GET", "https://"+target+os.Args[5], nil)
	if err != nil {
		fail(err)
	}
	request.Close = true
	if err = request.Write(inner); err != nil {
		fail(err)
	}
	page, err := http.ReadResponse(bufio.NewReader(inner), request)
	if err != nil {
		fail(err)
	}
	if _, err = io.Copy(os.Stdout, page.Body); err != nil || page.StatusCode != 200 {
		fail(page.Status, err)
	}
}
