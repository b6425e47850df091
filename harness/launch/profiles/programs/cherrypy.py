"""As CherryPy's own first page has it."""

import sys

import cherrypy


class Root:
    @cherrypy.expose
    def default(self, *path, **query):
        return "an ordinary answer\n"


cherrypy.config.update({"server.socket_host": "127.0.0.1", "server.socket_port": int(sys.argv[1]), "log.screen": False,
                        "engine.autoreload.on": False})
cherrypy.quickstart(Root())
