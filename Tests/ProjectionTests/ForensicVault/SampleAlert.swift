import Cryptography
import EventModel
import JSONText
import PipelineTestKit

/// One alert with its envelope and its verdict.
struct SampleAlert {
    let received: [UInt8]
    let header: AlertEnvelope.Header
    let envelope: [UInt8]
    let verdict: Verdict
    let time: Timestamp

    /// Makes an alert of one of two pods; some are not UTF-8, some are oddly spaced.
    init(_ partition: Int32, _ number: Int, _ seconds: Int64, _ random: inout SeededGenerator) throws {
        time = SampleCluster.start.adding(nanoseconds: seconds * 1_000_000_000 + Int64(number))
        let pod = random.below(2)
        let isGrave = random.oneIn(9)
        let rule = isGrave ? "Drop and execute new binary in container" : "Terminal shell in container"
        let priority = isGrave ? "Critical" : "Notice"
        let command = random.oneIn(5) ? "sh -c <b>\\\"|\\\\n\\\"" : "sh -i"
        var bytes = Array(
            """
            {"output":"o","hostname":"node-1", "rule":"\(rule)","priority":"\(priority)","source":"syscall","time":"\(time)", \
            "tags":["container","mitre_execution","T1059"],"output":"x","output_fields":{"proc.name":"sh",\
            "proc.cmdline":"\(command)","k8s.ns.name":"shop","k8s.pod.name":"cart-\(partition)\(pod)-x2x7k",\
            "container.id":"0123456789ab","evt.time":1767571200123456789}}
            """.utf8
        )
        if random.oneIn(10), let place = bytes.lastIndex(of: UInt8(ascii: "x")) {
            bytes[place] = 0xFF
        }
        received = bytes
        let profile = Profile("acme/prod/shop/cart-\(partition)\(pod)/app")
        let entity = Entity("acme/prod/shop/cart-\(partition)\(pod)-x2x7k/0123456789ab")
        header = AlertEnvelope.Header(
            digest: SHA256.digest(of: bytes).withBytes { Digest($0) },
            profile: profile,
            entity: entity,
            tenant: "acme",
            cluster: "prod",
            door: "http",
            sender: "192.0.2.1"
        )
        let reading = try bytes.withUnsafeBytes { try AlertReader().read($0) }
        envelope = AlertEnvelope(header: header, reading: reading, received: bytes).encoded
        let score = random.oneIn(20) ? 800 + random.below(200) : random.below(400)
        verdict = Verdict(
            subject: Subject(
                event: header.digest.eventID,
                profile: profile,
                entity: entity,
                time: time,
                rule: rule,
                priority: reading.alert.priority,
                source: "syscall",
                tags: reading.alert.tags,
                facts: Facts(process: "sh", commandLine: command, container: "0123456789ab", node: "node-1")
            ),
            state: pod == 0 ? .scored : .learning,
            learned: 10,
            needed: 100,
            score: pod == 0 ? Milli(thousandths: Int32(score)) : nil,
            threshold: Milli(thousandths: 750),
            isAnomalous: pod == 0 && score >= 750,
            raw: nil,
            model: pod == 0 ? SampleCluster.model : nil,
            contributions: [
                Contribution(
                    feature: "new_processes",
                    value: Milli(thousandths: 3000),
                    baseline: Milli(thousandths: 100),
                    share: Milli(thousandths: 600)
                )
            ],
            suggestions: ["look at the image's history"]
        )
    }

    /// Returns what an analyst says about an incident that was just opened, now and then.
    func triage(of events: [IncidentEvent], _ random: inout SeededGenerator) -> Control? {
        guard let incident = events.last, incident.kind == .opened, random.oneIn(2) else { return nil }
        let words: [Control.Triage] = [.acknowledged, .confirmed, .falsePositive, .closed]
        return Control(
            id: EventID(high: 1, low: random.next()),
            at: time.adding(nanoseconds: 1),
            by: "cli:alice",
            action: .triage(incident: incident.id, profile: header.profile, random.pick(words), note: "seen")
        )
    }
}
