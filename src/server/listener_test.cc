// The wire, over loopback: what a client sends byte by byte, and what it gets.
#include "server/listener.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "server/test_server.h"
#include "server/wire.h"

namespace bartizan::server {
namespace {

class Running {
 public:
  explicit Running(WireLimits limits = {}) {
    options_.port = 0;
    options_.limits = limits;
    options_.on_stop = [this] { server.events.close(); };
    std::string why;
    listener_ = Listener::open(options_, server.app, why);
    REQUIRE_MESSAGE(listener_, why);
    thread_ = std::thread([this] { listener_->run(); });
  }
  ~Running() { stop(); }
  void stop() {
    listener_->stop();
    if (thread_.joinable()) thread_.join();
  }
  std::uint16_t port() const { return listener_->port(); }

  TestServer server;

 private:
  ListenOptions options_;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(const Running& running) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(running.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* plain = &address;
    REQUIRE(::connect(fd_, static_cast<const sockaddr*>(plain), sizeof(address)) == 0);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Client& send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    return *this;
  }
  // Reads until `wanted` stands in what came, or the other side closed, or half a minute went by.
  std::string read_until(std::string_view wanted) {
    std::string got;
    std::array<char, 4096> window;
    while (wanted.empty() || got.find(wanted) == got.npos) {
      pollfd ready{fd_, POLLIN, 0};
      if (::poll(&ready, 1, 30'000) != 1) return got + "[silence]";
      const ssize_t n = ::recv(fd_, window.data(), window.size(), 0);
      if (n <= 0) return got + "[closed]";
      got.append(window.data(), static_cast<std::size_t>(n));
    }
    return got;
  }
  std::string read_all() { return read_until(""); }

 private:
  int fd_;
};

constexpr std::string_view kHealth = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST_CASE("requests on one connection are answered one after another") {
  Running running;
  Client client(running);
  client.send(kHealth);
  CHECK(client.read_until("\"ok\"}").starts_with("HTTP/1.1 200 OK\r\n"));
  client.send(std::string(kHealth) + std::string(kHealth));
  std::string two = client.read_until("\"ok\"}");
  if (two.find("\"ok\"}") == two.rfind("\"ok\"}")) two += client.read_until("\"ok\"}");
  CHECK(two.find("HTTP/1.1 200 OK") != two.rfind("HTTP/1.1 200 OK"));
  client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string head = client.read_all();
  CHECK(head.find("Content-Length: 15\r\n") != head.npos);
  CHECK(head.ends_with("\r\n\r\n[closed]"));
}

TEST_CASE("what is not HTTP is refused, and the connection ends") {
  Running running;
  const auto answer = [&](std::string_view text) {
    const std::string said = Client(running).send(text).read_all();
    CHECK(said.ends_with("[closed]"));
    return said;
  };
  CHECK(answer("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answer("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 421 "));
  CHECK(answer("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 400 "));
  const std::string brewed =
      answer("BREW / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK(brewed.starts_with("HTTP/1.1 405 "));
  CHECK(brewed.find("Allow: GET, HEAD\r\n") != brewed.npos);
  CHECK(answer("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431 "));
  std::string many = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 150; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  CHECK(answer(many + "\r\n").starts_with("HTTP/1.1 431 "));
  // Two lengths, or a length and chunks: two readers could see two requests.
  CHECK(answer("POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
               "Content-Length: 2\r\n\r\nab")
            .starts_with("HTTP/1.1 400 "));
  CHECK(answer("POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            .starts_with("HTTP/1.1 400 "));
  CHECK(answer("GET / HTTP/3.7\r\nHost: localhost\r\n\r\n").starts_with("HTTP/1.1 505 "));
}

TEST_CASE("a body that nobody may send is not read") {
  Running running;
  Client client(running);
  client.send(
      "POST /api/v1/uploads?name=x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Content-Type: application/octet-stream\r\nContent-Length: 1000000000\r\n\r\n");
  CHECK(client.read_all().starts_with("HTTP/1.1 401 "));
}

TEST_CASE("bodies arrive in chunks, after a go-ahead, and not beyond their limit") {
  Running running;
  running.server.gate.person = TestServer::admin();
  const std::string head =
      "POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Connection: close\r\n";
  const auto answer = [&](const std::string& rest) {
    return Client(running).send(head + rest).read_all();
  };
  CHECK(answer("Transfer-Encoding: chunked\r\n\r\n8\r\n{\"path\":\r\n6\r\n\"/no\"}\r\n0\r\n\r\n")
            .starts_with("HTTP/1.1 404 "));
  const std::string asked = answer("Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(asked.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 "));
  CHECK(answer("Content-Length: 2000000\r\n\r\n{}").starts_with("HTTP/1.1 413 "));
  std::string endless = "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 40; ++i) endless += "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  CHECK(answer(endless).starts_with("HTTP/1.1 413 "));
}

TEST_CASE("who sends slowly is not waited for") {
  WireLimits limits;
  limits.first_seconds = limits.idle_seconds = limits.grace_seconds = 1;
  Running running(limits);
  running.server.gate.person = TestServer::admin();
  Client head(running);
  head.send("GET / HTTP/1.1\r\nHost: lo");
  Client body(running);
  body.send(
      "POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n{");
  Client silent(running);
  CHECK(head.read_all() == "[closed]");
  CHECK(silent.read_all() == "[closed]");
  CHECK(Client(running).send(kHealth).read_until("ok").find("200") != std::string::npos);
}

TEST_CASE("events arrive while they happen, and a stop ends the stream") {
  Running running;
  running.server.gate.person = TestServer::admin();
  Client client(running);
  client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.read_until(": here");
  CHECK(head.find("Content-Type: text/event-stream\r\n") != head.npos);
  CHECK(head.find("Transfer-Encoding: chunked\r\n") != head.npos);
  running.server.events.publish("job", R"({"n":1})");
  CHECK(client.read_until("\n\n\r\n").find("data: {\"n\":1}") != std::string::npos);
  running.stop();
  CHECK(client.read_all().ends_with("0\r\n\r\n[closed]"));
}

TEST_CASE("whoever is asked whether a stream may go on keeps no socket waiting") {
  std::atomic<bool> held = false, asked = false;
  Running running;
  running.server.gate.person = TestServer::admin();
  running.server.gate.when_asked = [&] {
    if (!held) return;
    asked = true;
    asked.notify_all();
    held.wait(true);
  };
  Client hears(running);
  hears.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  hears.read_until(": here");
  held = true;
  running.server.events.publish("job", R"({"n":1})");
  asked.wait(false);
  // An asset: nobody is asked for it.
  const std::string other =
      Client(running)
          .send("GET /none.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .read_all();
  CHECK(other.starts_with("HTTP/1.1 "));
  held = false;
  held.notify_all();
  const std::string wanted = R"(data: {"n":1})";
  CHECK(hears.read_until(wanted).find(wanted) != std::string::npos);
}

TEST_CASE("a signal is heard as soon as the server is there, and until it has ended") {
  TestServer server;
  bool stopped = false;
  ListenOptions options;
  options.port = 0;
  options.on_stop = [&] { stopped = true; };
  std::string why;
  const auto listener = Listener::open(options, server.app, why);
  REQUIRE_MESSAGE(listener, why);
  REQUIRE(::raise(SIGTERM) == 0);
  listener->run();
  CHECK(stopped);
  struct sigaction now{};
  REQUIRE(::sigaction(SIGTERM, nullptr, &now) == 0);
  CHECK((now.sa_handler == SIG_DFL));
}

TEST_CASE("a stop closes what is idle at once") {
  Running running;
  Client client(running);
  client.send(kHealth);
  client.read_until("ok");
  const auto started = std::chrono::steady_clock::now();
  running.stop();
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(5));
  CHECK(client.read_all().ends_with("[closed]"));
}

TEST_CASE("no more connections than it can bear") {
  WireLimits limits;
  limits.connections = 2;
  limits.first_seconds = 1;
  Running running(limits);
  Client one(running), two(running), three(running);
  three.send(kHealth);
  CHECK(three.read_until("ok").find("200 OK") != std::string::npos);  // when one has gone
}

TEST_CASE("heads carry no more than their lines") {
  Response response;
  response.headers = {{"X-Good", "a b"}, {"X-Bad", "a\r\nSet-Cookie: b"}, {"Bad Name", "x"}};
  const std::string head = write_head(response, 3, true, 0);
  CHECK(head ==
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: "
        "application/json\r\nX-Good: a b\r\nContent-Length: 3\r\n\r\n");
  CHECK(write_chunk(std::string(26, 'x')).starts_with("1a\r\nx"));
}

TEST_CASE("addresses to listen on") {
  CHECK(parse_endpoint("127.0.0.1:8765")->loopback);
  CHECK(parse_endpoint("localhost:0")->address == "127.0.0.1");
  CHECK(parse_endpoint("[::1]:80")->loopback);
  CHECK_FALSE(parse_endpoint("0.0.0.0:443")->loopback);
  for (const char* bad : {"", "8765", "localhost", "::1:80", "[::1:80", "example.org:80",
                          "127.0.0.1:65536", "127.0.0.1:", "127.0.0.1:-1", "[127.0.0.1:80"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_endpoint(bad));
  }
}

}  // namespace
}  // namespace bartizan::server
