// A proxy as the library's own examples write it: a port policy, and Basic where there is an account.
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/elazarl/goproxy"
	"github.com/elazarl/goproxy/ext/auth"
)

func main() {
	proxy := goproxy.NewProxyHttpServer()
	allowed := strings.Fields(os.Getenv("ALLOWED_PORTS"))
	// The first that decides counts, and who has the right credentials is let through: so the ports come first.
	proxy.OnRequest().HandleConnectFunc(func(host string, _ *goproxy.ProxyCtx) (*goproxy.ConnectAction, string) {
		_, port, _ := net.SplitHostPort(host)
		for _, one := range allowed {
			if one == port {
				return nil, host
			}
		}
		return goproxy.RejectConnect, host
	})
	if account := os.Getenv("ACCOUNT"); account != "" {
		auth.ProxyBasic(proxy, "connectspec", func(user, password string) bool {
			return user+":"+password == account
		})
	}
	log.Fatal(http.ListenAndServe(os.Getenv("LISTEN"), proxy))
}
