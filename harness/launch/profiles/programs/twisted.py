"""As the tutorial of Twisted Web has it."""

import sys

from twisted.internet import endpoints, reactor
from twisted.web import resource, server


class Simple(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        return b"an ordinary answer\n"


endpoints.serverFromString(reactor, "tcp:%s:interface=127.0.0.1" % sys.argv[1]).listen(server.Site(Simple()))
reactor.run()
