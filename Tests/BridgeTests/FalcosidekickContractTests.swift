import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

/// What falcosidekick 2.34 does with each request (main.go, handlers.go, types/types.go), asked of the real door; where
/// ours takes what it refuses, the case says so.
@Suite("The contract of falcosidekick's input")
struct FalcosidekickContractTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let method: String
        let path: String
        let type: String
        let body: String
        let status: Int
        let answer: String
        /// Alerts and internal alerts that are in the log afterwards.
        let appended: Int
        let sensors: Int
        let letters: Int

        init(
            _ name: String,
            _ method: String = "POST",
            path: String = "/",
            type: String = "application/json",
            body: String,
            status: Int = 200,
            answer: String = "",
            appended: Int = 0,
            sensors: Int = 0,
            letters: Int = 0
        ) {
            testDescription = name
            self.method = method
            self.path = path
            self.type = type
            self.body = body
            self.status = status
            self.answer = answer
            self.appended = appended
            self.sensors = sensors
            self.letters = letters
        }
    }

    private static let time = #""time":"2026-03-02T08:15:30.000000001Z""#
    private static let invalid = "Please send a valid request body\n"
    private static let wrongMethod = "Please send with post http method\n"

    private static func alert(_ members: String) -> String {
        #"{"output":"o","rule":"R","priority":"Notice",\#(time)\#(members.isEmpty ? "" : ",")\#(members)}"#
    }

    private static let bare = #"{"rule":"R","priority":"Notice",\#(time)}"#

    static let rows: [Row] = [
        Row("an alert", body: sampleAlert(1), appended: 1),
        Row("a path that is not listed is /", path: "/a/b?c=d", body: sampleAlert(1), appended: 1),
        Row("POST /ping takes alerts (there: pong)", path: "/ping", body: sampleAlert(1), appended: 1),
        Row("text/plain", type: "text/plain", body: sampleAlert(1), appended: 1),
        Row("no media type at all", type: "x", body: sampleAlert(1), appended: 1),
        Row("/test appends a test alert", path: "/test", body: "", appended: 1),
        Row("GET /test", "GET", path: "/test", body: "", status: 400, answer: wrongMethod),
        Row("GET /ping", "GET", path: "/ping", body: "", answer: "pong\n"),
        Row("GET /healthz", "GET", path: "/healthz", body: "", answer: #"{"status": "ok"}"#),
        Row("GET of an alert's path", "GET", body: "", status: 400, answer: wrongMethod),
        Row("PUT (there: 400)", "PUT", body: sampleAlert(1), appended: 1),
        Row("DELETE", "DELETE", path: "/ping", body: "x", status: 400, answer: wrongMethod),
        Row("GET /debug/vars is not routed", "GET", path: "/debug/vars", body: "", status: 400, answer: wrongMethod),
        Row("no body", body: "", status: 400, answer: invalid, letters: 1),
        Row("bad JSON", body: #"{"rule":"R","#, status: 400, answer: invalid, letters: 1),
        Row("null", body: "null", status: 400, answer: invalid, letters: 1),
        Row("a JSON array (there: 400)", body: "[\(sampleAlert(1)),\(sampleAlert(2))]", appended: 2),
        Row("an array without alerts", body: "[1,{}]", status: 400, answer: invalid, letters: 1),
        Row("NDJSON (there: the first line)", body: sampleAlert(1) + "\n" + sampleAlert(2) + "\n", appended: 2),
        Row(
            "NDJSON with a broken line (there: the first line)",
            body: sampleAlert(1) + "\n{\"half\n" + sampleAlert(2),
            appended: 2,
            letters: 1
        ),
        Row("no rule", body: #"{"priority":"Notice",\#(time)}"#, status: 400, answer: invalid, letters: 1),
        Row("an empty rule", body: #"{"output":"o","rule":"",\#(time)}"#, status: 400, answer: invalid, letters: 1),
        Row(
            "no time",
            body: #"{"output":"o","rule":"R","priority":"Notice"}"#,
            status: 400,
            answer: invalid,
            letters: 1
        ),
        Row(
            "a time that is none",
            body: #"{"output":"o","rule":"R","time":"now"}"#,
            status: 400,
            answer: invalid,
            letters: 1
        ),
        Row(
            "a time of the wrong type",
            body: #"{"output":"o","rule":"R","time":5}"#,
            status: 400,
            answer: invalid,
            letters: 1
        ),
        Row(
            "an unknown priority (there: 400)",
            body: #"{"output":"o","rule":"R","priority":"High",\#(time)}"#,
            appended: 1
        ),
        Row("no priority (there: 400)", body: #"{"output":"o","rule":"R",\#(time)}"#, appended: 1),
        Row("no output, which every Falco writes", body: bare, status: 400, answer: invalid, letters: 1),
        Row("empty output_fields (there: 400)", body: alert(#""output_fields":{}"#), appended: 1),
        Row("no output_fields (there: 400)", body: alert(#""output":"o""#), appended: 1),
        Row("output_fields of the wrong type (there: 400)", body: alert(#""output_fields":"x""#), appended: 1),
        Row(
            "a namespace that is no string (there: the connection drops)",
            body: alert(#""output_fields":{"k8s.ns.name":5}"#),
            appended: 1
        ),
        Row(
            "Falco's failed hot restart, whose fields are empty (there: 400)",
            body: """
                {"hostname":"h","output":"hot restart failure","output_fields":{},"priority":"Critical",\
                "rule":"Falco internal: hot restart failure","source":"internal",\(time)}
                """,
            sensors: 1
        ),
        Row(
            "Falco's text form (there: 400)",
            type: "text/plain",
            body: "13:53:31.726060287: Critical Some message (user=root)",
            appended: 1
        ),
    ]

    @Test("Each request is answered as there, or better", arguments: rows)
    func answers(row: Row) throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let answer = try Array(row.body.utf8).withUnsafeBytes { bytes in
            row.method == "GET"
                ? try harness.client.get(harness.url + row.path)
                : try harness.client.send(
                    row.method,
                    harness.url + row.path,
                    headers: [HTTPClientHeader("Content-Type", row.type)],
                    body: bytes
                )
        }
        #expect(answer.status == row.status)
        // Behind falcosidekick's text stands why a body is refused.
        let isInvalid = row.answer == Self.invalid
        #expect(isInvalid ? answer.text.hasPrefix(row.answer) : answer.text == row.answer, "\(answer.text)")
        #expect(harness.values(of: Topics.alerts.name).count == row.appended)
        #expect(harness.values(of: Topics.sensors.name).count == row.sensors)
        #expect(try harness.letters().count == row.letters)
        if row.status == 400, row.letters == 1 {
            #expect(try harness.letters().map(\.value) == [Array(row.body.utf8)])
        }
        #expect(harness.counters.counts.isBalanced)
        #expect(harness.counters.received == UInt64(row.appended + row.sensors + row.letters))
        #expect(harness.log.violations == [])
    }

    @Test("/metrics shows the process's metrics on the door too")
    func metrics() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        #expect(try harness.post(sampleAlert(1)).status == 200)
        let answer = try harness.client.get(harness.url + "/metrics")
        #expect(answer.status == 200)
        #expect(answer.text.contains(#"eyrie_bridge_received_total{door="http",outcome="appended"} 1"#))
        #expect(!answer.text.contains("falcosidekick"))
    }

    @Test("The test alert has falcosidekick's rule, and each is another one")
    func testAlert() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        for _ in 0..<3 {
            #expect(try harness.post("anything", path: "/test").status == 200)
        }
        #expect(harness.alerts.count == 3)
        #expect(harness.counters.duplicates == 0)
        #expect(harness.alerts.allSatisfy { $0.contains(#""rule":"Test rule""#) })
        // The receipt time, and a counter below the millisecond.
        #expect(harness.alerts.first?.contains(#""time":"2023-11-14T22:13:20.123000001Z""#) == true)
    }

    @Test("A client that asks before it sends gets 100, and pipelined requests are answered in order")
    func continuesAndPipelines() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let first = try #require(RawConnection(port: harness.door.port))
        let alert = sampleAlert(1)
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: "
        first.send("\(head)\(alert.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
        #expect(first.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
        first.send(alert)
        #expect(first.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        // On the same connection, all at once: a good one, a broken one, a probe, a good one.
        let second = sampleAlert(2)
        first.send(
            "\(head)\(second.utf8.count)\r\n\r\n\(second)\(head)3\r\n\r\n{x}GET /ping HTTP/1.1\r\nHost: h\r\n\r\n"
                + "\(head)\(alert.utf8.count + 1)\r\n\r\n \(alert)"
        )
        let answers = first.receive(until: "HTTP/1.1 ", times: 4) + first.receive(until: "\r\n\r\n")
        let statuses = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["200", "400", "200", "200"])
        #expect(harness.alerts == [" " + alert, alert, second])
    }
}
