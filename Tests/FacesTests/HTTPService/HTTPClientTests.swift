import HTTPRequests
import HTTPService
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    @Test("Only http and https URLs are asked", arguments: ["file:///etc/hostname", "ftp://127.0.0.1/", "", "http://"])
    func refusesURLs(url: String) {
        #expect {
            try HTTPClient().get(url)
        } throws: {
            ($0 as? HTTPRequestsError)?.code == .invalidURL
        }
    }

    @Test("Nobody listening is told in libcurl's words with what was being done")
    func saysUnreachable() throws {
        // Port 1 of loopback: reserved (tcpmux), and nothing serves it here.
        let error = try #require(throws: HTTPRequestsError.self) { try HTTPClient().get("http://127.0.0.1:1/x") }
        #expect(error.code == .unreachable)
        #expect(error.action == "getting http://127.0.0.1:1/x")
        #expect(error.message.contains("127.0.0.1"))
    }

    @Test("An answer over the limit ends the request, and the client can go on")
    func boundsAnswers() throws {
        let server = try makeServer { request in
            .answer(HTTPAnswer(status: 200, body: [UInt8](repeating: 7, count: request.hasPath("/big") ? 101 : 100)))
        }
        defer { server.stop(within: .seconds(1)) }
        var options = HTTPClientOptions()
        options.maximumBodyBytes = 100
        let client = HTTPClient(options)
        let url = "http://127.0.0.1:\(server.port)"
        #expect(try client.get(url + "/").body.count == 100)
        let error = #expect(throws: HTTPRequestsError.self) { try client.get(url + "/big") }
        #expect(error?.code == .answerTooLarge)
        #expect(try client.get(url + "/").body.count == 100)
    }

    @Test("A server that says nothing runs out the time")
    func timesOut() throws {
        let workshop = Workshop()
        let server = try makeServer { request in
            workshop.hand(request.answerLater())
            return .later
        }
        var options = HTTPClientOptions()
        options.timeout = .milliseconds(100)
        let error = #expect(throws: HTTPRequestsError.self) {
            try HTTPClient(options).get("http://127.0.0.1:\(server.port)/")
        }
        #expect(error?.code == .timedOut)
        server.stop(within: .zero)
    }

    @Test("Get, post and another method can follow each other on one client")
    func changesMethods() throws {
        let server = try makeServer { .answer(.text(200, "\($0.method) \($0.body.count)")) }
        defer { server.stop(within: .seconds(1)) }
        let client = HTTPClient()
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(try client.get(url).text == "get 0")
        #expect(try client.post(url, body: [1, 2]).text == "post 2")
        #expect(try [UInt8]([1]).withUnsafeBytes { try client.send("PUT", url, body: $0) }.text == "put 1")
        #expect(try client.get(url).text == "get 0")
        #expect(try client.post(url, body: []).text == "post 0")
    }
}
