import EventModel
import Reports

/// Reports with everything in them that a report can say, and with what an attacker would like them to say.
enum SampleReport {
    /// 2026-01-05T00:00:00Z.
    static let midnight = Timestamp(nanoseconds: 1_767_571_200_000_000_000)

    static func at(_ seconds: Int64) -> Timestamp { midnight.adding(nanoseconds: seconds * 1_000_000_000) }

    static let digest = Digest((0..<32).map { UInt8($0) })
    static let model = Digest((0..<32).map { UInt8(255 - $0) })

    static let summary = IncidentSummary(
        id: IncidentID("0123456789abcdef0123456789abcdef"),
        profile: Profile("acme/prod/shop/cart/app"),
        entity: Entity("acme/prod/shop/cart-5d8f7c9b4-x2x7k/0123456789ab"),
        title: "Drop and execute new binary in container in shop/cart/app",
        severity: .critical,
        risk: Milli(thousandths: 785),
        alerts: 3,
        opened: at(60),
        lastEvidence: at(208),
        triage: .confirmed,
        closed: at(1108),
        closedBy: "cli:alice",
        tactics: ["mitre_execution", "mitre_persistence", "mitre_own_word"]
    )

    static let incident = IncidentReport(
        summary: summary,
        timeline: [
            entry(60, .opened, "Terminal shell in container", .warning, 400, event: 1),
            entry(208, .evidenceAdded, "Drop and execute new binary in container", .critical, 785, event: 2),
            entry(208, .escalated, "severity Warning to Critical, risk 0.4 to 0.785", .critical, 785),
            entry(600, .confirmed, "miner | see <ticket> [1](javascript:x)", .critical, 785, by: "cli:alice"),
            entry(1108, .closed, "", .critical, 785, by: "cli:alice"),
        ],
        evidence: [scored, gone],
        madeAt: at(2000)
    )

    private static func entry(
        _ seconds: Int64,
        _ kind: IncidentEvent.Kind,
        _ text: String,
        _ severity: Priority,
        _ risk: Int32,
        event: UInt64? = nil,
        by: String? = nil
    ) -> TimelineEntry {
        TimelineEntry(
            time: at(seconds),
            kind: kind,
            text: text,
            event: event.map { EventID(high: 0, low: $0) },
            by: by,
            severity: severity,
            risk: Milli(thousandths: risk)
        )
    }

    /// An unusual shell, all of which is kept; its command line is an attacker's.
    private static let scored: ReportedEvidence = {
        let facts = Facts(
            process: "bash",
            parent: "sh",
            commandLine: "bash -c \"<script>alert('x')</script> | `id` && echo \u{202E}exe.txt\n# heading\"",
            user: "www-data",
            file: "/var/www/*_*",
            remote: "203.0.113.77:4444",
            container: "0123456789ab",
            containerName: "app",
            image: "registry.example.com/shop/cart:2.1",
            node: "node-1"
        )
        let tags: TextList = ["T1059", "T1059.004", "container", "mitre_execution"]
        return ReportedEvidence(
            evidence: Evidence(
                event: digest.eventID,
                time: at(60),
                receivedMilliseconds: 1_767_571_260_250,
                rule: "Terminal shell in container",
                priority: .notice,
                score: Milli(thousandths: 800),
                isAnomalous: true,
                reasons: ["score 0.8 reaches the threshold 0.75", "new_processes 3, usually 0.12 (42 %)"],
                facts: facts
            ),
            entity: summary.entity,
            namespace: "shop",
            pod: "cart-5d8f7c9b4-x2x7k",
            tags: Array(tags),
            verdict: Verdict(
                subject: Subject(
                    event: digest.eventID,
                    profile: summary.profile,
                    entity: summary.entity,
                    time: at(60),
                    rule: "Terminal shell in container",
                    priority: .notice,
                    source: "syscall",
                    tags: tags,
                    facts: facts
                ),
                state: .scored,
                learned: 5000,
                needed: 5000,
                score: Milli(thousandths: 800),
                threshold: Milli(thousandths: 750),
                isAnomalous: true,
                raw: Milli(thousandths: 671),
                model: model,
                contributions: [
                    Contribution(
                        feature: "new_processes",
                        value: Milli(thousandths: 3000),
                        baseline: Milli(thousandths: 120),
                        share: Milli(thousandths: 415)
                    ),
                    Contribution(
                        feature: "alerts_1m",
                        value: Milli(thousandths: 1099),
                        baseline: Milli(thousandths: 693),
                        share: Milli(thousandths: 204)
                    ),
                ],
                suggestions: ["Look at who opened the shell", "Compare the image with its registry"]
            ),
            received: .kept(digest, count: 1523)
        )
    }()

    /// A Critical alert that the log had forgotten.
    private static let gone = ReportedEvidence(
        evidence: Evidence(
            event: EventID(high: 0, low: 2),
            time: at(208),
            receivedMilliseconds: 1_767_571_408_000,
            rule: "Drop and execute new binary in container",
            priority: .critical,
            score: nil,
            isAnomalous: false,
            reasons: ["Falco priority Critical"],
            facts: Facts()
        ),
        entity: nil,
        namespace: nil,
        pod: nil,
        tags: [],
        verdict: nil,
        received: .missing
    )

    static let period = PeriodReport(
        from: midnight,
        to: at(86_400),
        incidents: [summary, openOne],
        severities: [NamedCount(name: "Critical", count: 1), NamedCount(name: "Warning", count: 1)],
        rules: [
            NamedCount(name: "Terminal shell in container", count: 3),
            NamedCount(name: "A rule | with <odd> *signs*", count: 1),
        ],
        namespaces: [NamedCount(name: "shop", count: 4)],
        profiles: [NamedCount(name: "acme/prod/shop/cart/app", count: 4)],
        learning: LearningCounts(learning: 1, scored: 3, unscorable: 0, models: [model]),
        keptAlerts: 3,
        missingAlerts: 1,
        madeAt: nil
    )

    private static let openOne: IncidentSummary = {
        var one = summary
        one.id = IncidentID("fedcba9876543210fedcba9876543210")
        one.title = "A rule | with <odd> *signs* in shop/cart/app"
        one.severity = .warning
        one.risk = Milli(thousandths: 255)
        one.alerts = 1
        one.opened = at(7000)
        one.triage = .none
        one.closed = nil
        one.closedBy = nil
        one.tactics = []
        return one
    }()

    static let emptyPeriod = PeriodReport(
        from: midnight,
        to: at(60),
        incidents: [],
        severities: [],
        rules: [],
        namespaces: [],
        profiles: [],
        learning: LearningCounts(learning: 0, scored: 0, unscorable: 0, models: []),
        keptAlerts: 0,
        missingAlerts: 0,
        madeAt: nil
    )
}
