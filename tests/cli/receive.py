"""A receiver of webhooks that believes nothing: `receive.py FOLDER SECRET [FAILURES]`.

Writes its port to FOLDER/port. Verifies the signature of each request with Python's own hmac over
timestamp, dot and body, and that the timestamp is of now, and appends what it got as a line of JSON
to FOLDER/got. The first FAILURES requests are refused with 500; GET /moved redirects.
"""

import hashlib
import hmac
import http.server
import json
import pathlib
import sys
import time

folder = pathlib.Path(sys.argv[1])
secret = sys.argv[2].encode()
failures = int(sys.argv[3]) if len(sys.argv) > 3 else 0


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        global failures
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp = self.headers["X-Bartizan-Timestamp"]
        made = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        good = hmac.compare_digest("sha256=" + made, self.headers["X-Bartizan-Signature"])
        fresh = abs(time.time() - int(stamp)) < 300
        entry = {
            "good": good and fresh,
            "path": self.path,
            "type": self.headers["Content-Type"],
            "delivery": self.headers["X-Bartizan-Delivery"],
            "body": json.loads(body),
        }
        with (folder / "got").open("a") as out:
            out.write(json.dumps(entry) + "\n")
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
        elif failures > 0:
            failures -= 1
            self.send_response(500)
        else:
            self.send_response(204 if good and fresh else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
(folder / "port.new").write_text(str(server.server_port))
(folder / "port.new").rename(folder / "port")
server.serve_forever()
