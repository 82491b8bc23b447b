package import LogPort

/// How ``verifyEventLog(_:against:seed:)`` makes, restarts and damages the engine under test.
package struct EventLogHarness: Sendable {
    /// Makes an empty log, on storage of its own.
    package let make: @Sendable () throws -> any EventLog
    /// Closes a log as the end of its process does and opens its storage again; nil when the engine cannot.
    package let reopen: (@Sendable (any EventLog) throws -> any EventLog)?
    /// Flips a bit in the stored value of the record at an offset and returns the log to read it from; nil when the
    /// engine's storage is out of reach.
    package let damage: (@Sendable (any EventLog, TopicPartition, Int64) throws -> any EventLog)?
    /// True when `maintain` removes at once; an engine that removes when it likes (Kafka) says false.
    package let maintainRemoves: Bool
    /// How long a clause waits for something that must come, in seconds; Kafka's rebalances take some.
    package let patienceSeconds: Double
    /// Releases the storage of a log that `make`, `reopen` or `damage` returned last.
    package let dispose: @Sendable (any EventLog) -> Void

    package init(
        make: @escaping @Sendable () throws -> any EventLog,
        reopen: (@Sendable (any EventLog) throws -> any EventLog)?,
        damage: (@Sendable (any EventLog, TopicPartition, Int64) throws -> any EventLog)? = nil,
        maintainRemoves: Bool = true,
        patienceSeconds: Double = 30,
        dispose: @escaping @Sendable (any EventLog) -> Void = { $0.close() }
    ) {
        self.make = make
        self.reopen = reopen
        self.damage = damage
        self.maintainRemoves = maintainRemoves
        self.patienceSeconds = patienceSeconds
        self.dispose = dispose
    }

    /// The memory log, good or with a planted flaw.
    package static func memory(handOut: HandOut = .asAppended, flaw: MemoryLogFlaw? = nil) -> EventLogHarness {
        EventLogHarness(
            make: { MemoryLog(handOut: handOut, flaw: flaw) },
            reopen: { log in
                guard let log = log as? MemoryLog else { return log }
                return log.reopened()
            },
            damage: { log, partition, offset in
                (log as? MemoryLog)?.damage(partition, at: offset)
                return log
            },
            patienceSeconds: flaw == nil ? 30 : 1
        )
    }
}
