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
    /// - Returns: Counts and holes.
    /// - Throws: ``LogError`` or `VaultError` when something cannot be read.
    package static func run(log: any LogReading, topology: Topology, vault: VaultReader?) throws -> LedgerReport {
        let doors = try doors(of: log)
        let vaulted = try vault.map { vault in
            try vault.counts().reduce(Int64(0)) { $0 + Int64($1.kept) }
        }
        return try Ledger(log: log).audit(
            hops: topology.ledgerHops.map { StageWiring($0) },
            doors: doors,
            vaulted: vaulted,
            // What the vault finds an incident's evidence in.
            vaultedAfter: topology.writers(of: Topics.verdicts.name).first?.name,
            retried: try LetterFates(log: log).retried,
            others: topology.otherStages.map { StageWiring($0) }
        ) { () throws(LogError) in try self.doors(of: log) }
    }

    private static func doors(of log: any LogReading) throws(LogError) -> [DoorCounts] {
        try DoorChangelog.read(log).sorted { $0.key < $1.key }.map(\.value.counts)
    }
}
