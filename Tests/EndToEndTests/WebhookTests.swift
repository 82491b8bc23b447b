import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// The real `eyrie up` and a receiver of others: what it is told, when, and what the log says of it.
@Suite(
    "Webhooks",
    .serialized,
    .enabled(
        if: WebhookReceiver.python != nil,
        "no Python has PyPI's standardwebhooks: install it with make setup-clients"
    )
)
struct WebhookTests {
    /// An alert of a rule and priority that opens an incident by itself, of its own workload.
    private static func alert(_ number: Int) -> [UInt8] {
        Array(
            (#"{"hostname":"node-1","output":"o","output_fields":{"evt.time":17000000000000\#(10_000 + number),"#
                + #""k8s.ns.name":"shop","k8s.pod.name":"cart-\#(number)","container.id":"0123456789ab","#
                + #""container.name":"c\#(number)"},"priority":"Critical","rule":"R \#(number) \u202e","#
                + #""source":"syscall","tags":["mitre_execution"],"time":"2026-03-01T10:00:00.0000\#(10_000 + number)Z"}"#)
                .utf8
        )
    }

    private static func words(_ receiver: WebhookReceiver, _ manners: [String]) -> [String] {
        manners.flatMap { manner in
            [
                "\(manner).url=\(receiver.url(manner))", "\(manner).allow-private=true",
                "\(manner).secret=\(manner == "rotated" ? WebhookReceiver.newKey + "," : "")\(WebhookReceiver.key)",
            ]
        }.flatMap { ["--set", "webhook.destinations.\($0)"] } + ["--set", "webhook.timeout=1s"]
    }

    private static func ledger(_ folder: String) throws -> String {
        let result = try EyrieProcess.run(["ledger", "--folder", folder])
        return result.output + (result.code == 0 ? "" : "exit code \(result.code)\(result.error)")
    }

    @Test("Answers of every kind, the signature right each time, and a ledger that adds up")
    func everyAnswer() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let receiver = try WebhookReceiver(folder: folder.path)
        let manners = ["steady", "rotated", "flaky", "busy", "slow", "gone", "moved", "picky"]
        let process = try EyrieProcess(folder: log, words: Self.words(receiver, manners))
        #expect(process.isUp)
        let client = HTTPClient()
        for number in 0..<2 {
            #expect(try client.post(process.url, body: Self.alert(number)).status == 200)
        }
        // A busy one asked for 8 s; a flaky or slow one is told again after some 5 s.
        let isDone = Patience.wait(within: .seconds(60)) {
            let ledger = (try? Self.ledger(log)) ?? ""
            return ["steady", "rotated", "flaky", "busy", "slow"].allSatisfy {
                ledger.contains("webhook to \($0): matched 2 = delivered 2 ")
            }
        }
        let ledger = try Self.ledger(log)
        #expect(isDone, "\(ledger)")
        #expect(ledger.contains("webhook to gone: matched 2 = delivered 0 + suppressed 2 + given up 0 + pending 0"))
        #expect(ledger.contains("webhook to picky: matched 2 = delivered 0 + suppressed 0 + given up 2 + pending 0"))
        #expect(ledger.contains("webhook to moved: matched 2 = delivered 0 + suppressed 0 + given up 0 + pending 2"))
        #expect(ledger.contains("the ledger balances"), "\(ledger)")

        for manner in manners {
            let requests = try receiver.requests(manner)
            #expect(!requests.isEmpty, "\(manner)")
            #expect(requests.allSatisfy { $0.fault.isEmpty && $0.bytes < 20 << 10 }, "\(manner): \(requests)")
            let accepted = requests.filter { $0.status == 200 }.map(\.id)
            let mayRepeat = manner == "slow"
            #expect(mayRepeat || accepted.count == Set(accepted).count, "\(manner): \(requests)")
            #expect(requests.allSatisfy { $0.type == "incident.opened" && $0.id.hasPrefix($0.incident + "_") })
        }
        #expect(try receiver.requests("flaky").count == 4)
        #expect(try receiver.requests("gone").count == 1)
        #expect(try receiver.requests("picky").count == 2)
        // Nobody went where the redirect points.
        #expect(try receiver.requests("elsewhere").isEmpty)
        let busy = try receiver.requests("busy")
        #expect(busy[1].at - busy[0].at > 7.9, "Retry-After is kept: \(busy)")

        try triage(log, receiver)
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let letters = try EyrieProcess.run(["log", "cat", "deadletters", "--folder", log])
        // Two openings, and perhaps the analyst's word.
        let refusals = letters.output.components(separatedBy: "delivery-refused").count - 1
        #expect((2...3).contains(refusals), "\(letters.output)")
        let events = try EyrieProcess.run(["log", "cat", "deliveries", "--folder", log])
        for text in [letters.output, events.output, try EyrieProcess.run(["ledger", "--folder", log]).output] {
            #expect(!text.contains("127.0.0.1") && !text.contains("whsec_"), "addresses and keys stay secret")
        }
    }

    /// An analyst's judgment is sent as the next version of the incident.
    private func triage(_ log: String, _ receiver: WebhookReceiver) throws {
        let incident = try #require(try receiver.requests("steady").first?.incident)
        let result = try EyrieProcess.run(["triage", "confirmed", incident, "--folder", log])
        #expect(result.code == 0, "\(result.error)")
        let isTold = try Patience.wait(within: .seconds(20)) {
            try receiver.requests("steady").contains { $0.type == "incident.confirmed" && $0.incident == incident }
        }
        #expect(isTold)
    }

    @Test("kill -9 between send and record: told again after the restart, with the same id, and then no more")
    func killed() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let receiver = try WebhookReceiver(folder: folder.path)
        let words = Self.words(receiver, ["kill", "steady"])
        var process = try EyrieProcess(folder: log, words: words)
        #expect(process.isUp)
        try receiver.setVictim(process.processIdentifier)
        _ = try? HTTPClient().post(process.url, body: Self.alert(0))
        #expect(process.wait() == -SIGKILL)
        #expect(try receiver.requests("kill").map(\.status) == [0])

        process = try EyrieProcess(folder: log, words: words)
        #expect(process.isUp)
        let isTold = try Patience.wait(within: .seconds(30)) {
            try Self.ledger(log).contains("webhook to kill: matched 1 = delivered 1 ")
        }
        let said = try Self.ledger(log)
        #expect(isTold, "\(said)")
        let requests = try receiver.requests("kill")
        #expect(requests.map(\.status) == [0, 200] && Set(requests.map(\.id)).count == 1, "\(requests)")
        #expect(requests.allSatisfy { $0.fault.isEmpty })
        // The other one may have been told before the record, once more then, with the same id.
        let steady = try receiver.requests("steady")
        #expect((1...2).contains(steady.count) && Set(steady.map(\.id)).count == 1, "\(steady)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)

        // A third start owes nothing and tells nothing.
        process = try EyrieProcess(folder: log, words: words)
        #expect(process.isUp)
        #expect(try HTTPClient().post(process.url, body: Self.alert(1)).status == 200)
        let isNext = try Patience.wait(within: .seconds(30)) { try receiver.requests("steady").count > steady.count }
        #expect(isNext)
        #expect(Set(try receiver.requests("steady").map(\.id)).count == 2)
        process.send(SIGTERM)
        _ = process.wait()
        #expect(try Self.ledger(log).contains("the ledger balances"))
    }
}
