import EventModel
import ForensicVault
import IncidentTracking
import LogPort
import PipelineTestKit
import Reports
import Telemetry
import Testing

/// What the vault answers.
struct VaultReaderTests {
    private let folder: TemporaryFolder
    private let cluster: SampleCluster
    private let vault: VaultReader

    init() throws {
        folder = try TemporaryFolder(isInMemory: true)
        cluster = try SampleCluster(seed: 11)
        try VaultProjection(path: folder.file("vault.sqlite"), log: cluster.log, logger: .silent).catchUp()
        vault = try VaultReader(path: folder.file("vault.sqlite"))
    }

    @Test("filters narrow the list to what they say")
    func filters() throws {
        let all = try vault.incidents()
        let middle = try #require(all.map(\.opened).sorted().dropFirst(all.count / 2).first)
        let filters: [(IncidentFilter, (IncidentSummary) -> Bool)] = [
            (IncidentFilter(isOpen: true), \.isOpen),
            (IncidentFilter(isOpen: false), { !$0.isOpen }),
            (IncidentFilter(since: middle), { $0.opened >= middle }),
            (IncidentFilter(until: middle), { $0.opened < middle }),
            (IncidentFilter(severity: .critical), { $0.severity <= .critical }),
            (IncidentFilter(severity: .error), { $0.severity <= .error }),
        ]
        for (filter, expected) in filters {
            let listed = try vault.incidents(filter)
            #expect(listed == all.filter(expected), "\(filter)")
            #expect(!listed.isEmpty, "\(filter)")
        }
        #expect(try vault.incidents(IncidentFilter(limit: 3)) == Array(all.prefix(3)))
        #expect(try vault.incidents(IncidentFilter(severity: .emergency)) == [])
    }

    @Test("an incident is found by the beginning of its id")
    func prefixes() throws {
        let id = try #require(try vault.incidents().last).id
        #expect(try vault.ids(startingWith: String(id.rawValue.prefix(12)).uppercased()) == [id])
        #expect(try vault.ids(startingWith: "").count == 10)
        #expect(try vault.ids(startingWith: "xyz") == [])
        #expect(try vault.incident(id)?.id == id)
        #expect(try vault.incident(IncidentID("0")) == nil)
        #expect(try vault.report(of: IncidentID("0"), madeAt: nil) == nil)
    }

    @Test("a report has the events in order and each alert with its verdict and digest")
    func report() throws {
        let events = cluster.events.values.joined()
        for summary in try vault.incidents() {
            let report = try #require(try vault.report(of: summary.id, madeAt: nil))
            let own = events.filter { $0.id == summary.id }
            #expect(report.summary == summary)
            #expect(report.timeline.map(\.kind) == own.map(\.kind))
            #expect(report.timeline.map(\.risk) == own.map(\.risk))
            #expect(Set(report.evidence.map(\.evidence.event)) == Set(own.compactMap { $0.evidence?.event }))
            for item in report.evidence {
                #expect(item.verdict?.event == item.evidence.event)
                #expect(item.namespace == "shop")
                #expect(item.pod?.hasPrefix("cart-") == true)
                guard case .kept(let digest, let count) = item.received else {
                    Issue.record("\(item.received)")
                    continue
                }
                #expect(digest.eventID == item.evidence.event)
                #expect(count == cluster.received[item.evidence.event]?.count)
            }
        }
    }

    @Test("a period counts what lies in it")
    func period() throws {
        let everything = try vault.period(
            from: SampleCluster.start,
            to: SampleCluster.start.adding(nanoseconds: 86_400_000_000_000 * 5),
            madeAt: nil
        )
        let all = try vault.incidents()
        #expect(everything.incidents == all)
        #expect(everything.severities.reduce(0) { $0 + $1.count } == all.count)
        let alerts = cluster.evidence.count
        #expect(everything.rules.reduce(0) { $0 + $1.count } == alerts)
        #expect(everything.profiles.reduce(0) { $0 + $1.count } == alerts)
        #expect(everything.profiles.count == 6)
        #expect(everything.namespaces == [NamedCount(name: "shop", count: alerts)])
        #expect(everything.keptAlerts == alerts && everything.missingAlerts == 0)
        #expect(everything.learning.scored + everything.learning.learning == alerts)
        #expect(everything.learning.scored > 0 && everything.learning.learning > 0)
        #expect(everything.learning.models == [SampleCluster.model])
        for (one, next) in zip(everything.rules, everything.rules.dropFirst()) {
            #expect(one.count >= next.count)
        }
        // Two halves make the whole, and the border belongs to the second.
        let border = try #require(all.map(\.opened).sorted().dropFirst(all.count / 2).first)
        let first = try vault.period(from: everything.from, to: border, madeAt: nil)
        let second = try vault.period(from: border, to: everything.to, madeAt: nil)
        #expect(first.keptAlerts + second.keptAlerts == alerts)
        #expect(first.incidents.count + second.incidents.count == all.count)
        #expect(second.incidents.contains { $0.opened == border })
        #expect(try vault.period(from: everything.to, to: everything.to, madeAt: nil).incidents == [])
    }
}
