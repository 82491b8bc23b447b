import EventModel
import FalcoBridge
package import ForensicVault
package import LogPort
package import PartKit
package import StageRuntime

/// The ledger of a whole log: doors, hops and vault together.
package enum LedgerAudit {
    /// Audits a log and, if there is one, its vault.
    ///
    /// - Parameters:
    ///   - log: The log, open for reading.
    ///   - topology: The parts; the ledger walks their stages.
    ///   - vault: The vault; nil leaves it out.
    ///   - groups: Whose positions tell what is pending; the vault among them by its own, if there is one.
    /// - Returns: Counts and holes.
    /// - Throws: ``LogError`` or `VaultError` when something cannot be read.
    package static func run(
        log: any LogReading,
        topology: Topology,
        vault: VaultReader?,
        groups: [LagGroup] = []
    ) throws -> LedgerReport {
        // Before the walk: what is decided during it is not pending.
        let waiting = try self.waiting(groups, in: log, topology)
        let doors = try doors(of: log)
        let vaulted = try vault.map { vault in
            try vault.counts().reduce(Int64(0)) { $0 + Int64($1.kept) }
        }
        var report = try Ledger(log: log).audit(
            hops: topology.ledgerHops.map { StageWiring($0) },
            doors: doors,
            vaulted: vaulted,
            // What the vault finds an incident's evidence in.
            vaultedAfter: topology.writers(of: Topics.verdicts.name).first?.name,
            retried: try LetterFates(log: log).retried,
            others: topology.otherStages.map { StageWiring($0) }
        ) { () throws(LogError) in try self.doors(of: log) }
        let effects = Set(topology.members.filter { $0.kind == .effect }.map(\.name))
        report.waiting = waiting.filter { $0.records > 0 }
        // What an effect has to read is no evidence: the vault waits for stages and for itself.
        let before = report.waiting.filter { !effects.contains($0.part) }
        if before.contains(where: { $0.topic == Topics.incidents.name }) {
            report.vaultPending = .max
        } else {
            report.vaultPending = before.filter { $0.topic == Topics.verdicts.name }.reduce(0) { $0 + $1.records }
        }
        return report
    }

    /// What each group has left to read; an effect that never ran here is not wanted, and left out.
    private static func waiting(
        _ groups: [LagGroup],
        in log: any LogReading,
        _ topology: Topology
    ) throws(LogError) -> [LedgerReport.Waiting] {
        let report = try LagMeter(log: log).measure(groups, nowMilliseconds: 0, uptimeMilliseconds: 0)
        return groups.map { group in
            let node = topology.members.first { $0.group == group.name }
            let lags = report.partitions.filter { $0.group == group.name && $0.source.topic == group.topic }
            let isUnused = node?.kind == .effect && lags.allSatisfy { $0.committed == nil }
            return LedgerReport.Waiting(
                part: node?.name ?? group.name,
                topic: group.topic,
                records: isUnused ? 0 : lags.reduce(0) { $0 + $1.readable }
            )
        }
    }

    private static func doors(of log: any LogReading) throws(LogError) -> [DoorCounts] {
        try DoorChangelog.read(log).sorted { $0.key < $1.key }.map(\.value.counts)
    }
}
