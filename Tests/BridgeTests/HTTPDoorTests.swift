import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import LogPort
import PipelineTestKit
import StageRuntime
import Synchronization
import Testing

@Suite("HTTP door")
struct HTTPDoorTests {
    private func withDoor(
        settings: IntakeSettings = IntakeHarness.quick,
        starting: Bool = true,
        _ body: (IntakeHarness, HTTPDoor, String) throws -> Void
    ) throws {
        let harness = try IntakeHarness(settings: settings)
        let door = HTTPDoor(
            options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0)),
            intake: harness.intake,
            clock: IntakeHarness.clock
        )
        if starting {
            try harness.start()
        }
        try door.open()
        defer {
            door.stop(within: .milliseconds(100))
            harness.stop()
        }
        try body(harness, door, "http://127.0.0.1:\(door.port)")
    }

    @Test("A posted alert is answered 200 with an empty body on any path, and is in the log by then")
    func keepsAlerts() throws {
        try withDoor { harness, _, url in
            let client = HTTPClient()
            for (number, path) in ["/", "/falco?x=1", "/any/secret/path", "/ping"].enumerated() {
                let answer = try client.post(url + path, body: Array(sampleAlert(number).utf8))
                #expect(answer.status == 200)
                #expect(answer.body == [])
                #expect(harness.receivedAlerts().count == number + 1)
            }
            let envelope = try #require(harness.values(of: Topics.alerts.name).first)
            #expect(String(decoding: envelope, as: UTF8.self).contains(#""door":"http","sender":"127.0.0.1""#))
        }
    }

    @Test("A body without an alert gets 400 and is kept as a dead letter", arguments: ["", "nonsense", "[1]", "{}"])
    func refusesOthers(body: String) throws {
        try withDoor { harness, _, url in
            let answer = try HTTPClient().post(url, body: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.text.hasPrefix("Please send a valid request body\n"))
            #expect(try harness.deadLetters().map { String(decoding: $0.value, as: UTF8.self) } == [body])
            #expect(harness.intake.counters.first?.counts.isBalanced == true)
        }
    }

    @Test("Probes and wrong methods are answered as falcosidekick does")
    func answersProbes() throws {
        try withDoor { harness, _, url in
            let client = HTTPClient()
            #expect(try client.get(url + "/ping").text == "pong\n")
            let health = try client.get(url + "/healthz")
            #expect(health.text == #"{"status": "ok"}"#)
            #expect(health.header("Content-Type") == "application/json")
            for path in ["/", "/test"] {
                let answer = try client.get(url + path)
                #expect(answer.status == 400)
                #expect(answer.text == "Please send with post http method\n")
            }
            let removal = try Array(sampleAlert(1).utf8).withUnsafeBytes { try client.send("DELETE", url, body: $0) }
            #expect(removal.status == 400)
            #expect(harness.receivedAlerts().isEmpty)
            let put = try Array(sampleAlert(1).utf8).withUnsafeBytes { try client.send("PUT", url, body: $0) }
            #expect(put.status == 200)
            #expect(harness.receivedAlerts() == [sampleAlert(1)])
        }
    }

    @Test("At the bound further requests get 503 at once, and held ones are kept later")
    func refusesAtBound() throws {
        var settings = IntakeHarness.quick
        settings.maximumHeldCount = 3
        // The writer does not run yet, so everything is held.
        try withDoor(settings: settings, starting: false) { harness, door, url in
            let group = DispatchGroup()
            let held = Mutex<[Int]>([])
            for number in 0..<3 {
                group.enter()
                Thread {
                    let answer = try? HTTPClient().post(url, body: Array(sampleAlert(number).utf8))
                    held.withLock { $0.append(answer?.status ?? 0) }
                    group.leave()
                }.start()
            }
            // The bound is reached when a fourth is refused; before, it may be held itself, so it gives up soon.
            var options = HTTPClientOptions()
            options.timeout = .milliseconds(100)
            var status = 0
            for _ in 0..<50 where status != 503 {
                status = (try? HTTPClient(options).post(url, body: Array("x".utf8)).status) ?? 0
            }
            #expect(status == 503)
            try harness.start()
            group.wait()
            let statuses = held.withLock { $0 }
            #expect(statuses.filter { $0 == 200 }.count == harness.receivedAlerts().count)
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 503 })
            #expect(try HTTPClient().post(url, body: Array(sampleAlert(9).utf8)).status == 200)
        }
    }

    @Test("Alerts that were acknowledged on many connections are in the log exactly once", arguments: 1...3)
    func conserves(seed: Int) throws {
        try withDoor { harness, door, url in
            let accepted = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { worker in
                let client = HTTPClient()
                for number in 0..<50 {
                    let alert = sampleAlert(seed * 100_000 + worker * 1000 + number)
                    if let answer = try? client.post(url, body: Array(alert.utf8)), answer.status == 200 {
                        accepted.withLock { $0.append(alert) }
                    }
                }
            }
            #expect(accepted.withLock { $0.count } == 400)
            #expect(harness.receivedAlerts() == accepted.withLock { $0.sorted() })
            #expect(harness.intake.counters.first?.appended == 400)
        }
    }
}
