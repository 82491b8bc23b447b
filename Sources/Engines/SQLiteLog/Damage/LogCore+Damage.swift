import Database
package import LogPort
import Synchronization

extension LogCore {
    /// Sets the batch aside that an error names, and tells of it.
    ///
    /// What was a passing fault of reading stays where it is: the batch is read once more before.
    ///
    /// - Throws: The error itself when it names no batch, or this log leaves damage where it is.
    func setAside(_ error: LogError, of number: Int) throws(LogError) {
        guard let onDamage, error.code == .corrupt, let offsets = error.damagedOffsets else { throw error }
        let found = try run { writer throws(LogError) in
            try writer.setAside(offsets, of: number, error.message)
        }
        if let found {
            onDamage(found)
        }
    }
}

extension SQLiteLog: LogMending {
    /// Returns what was set aside.
    package func damage(in partition: TopicPartition?) throws(LogError) -> [LogDamage] {
        try core.check("looking for damage")
        var number: Int?
        if let partition {
            number = try core.number(of: partition, "looking for damage")
        }
        let found = try core.pool.query("looking for damage") { queries throws(DatabaseError) in
            try queries.damage(of: number)
        }
        let partitions = core.state.withLock(\.partitions)
        return found.compactMap { damage in
            guard partitions.indices.contains(damage.key.partition) else { return nil }
            return damage.described(as: partitions[damage.key.partition].source)
        }
    }

    package func settle(_ damage: [LogDamage], by remedy: String) throws(LogError) {
        for one in damage {
            let number = try core.number(of: one.partition, "mending \(one.partition)")
            try core.run { writer throws(LogError) in
                try writer.settle(BatchKey(number, one.offsets.lowerBound), of: one.partition, by: remedy)
            }
        }
    }

    package func putBack(_ frames: RecordFrames, in place: LogDamage) throws(LogError) {
        let number = try core.number(of: place.partition, "mending \(place.partition)")
        let batch = try core.encoders.encode(
            LogTransaction(appends: [LogTransaction.Append(place.partition, frames)]),
            for: [number]
        )
        try core.run { writer throws(LogError) in try writer.putBack(batch, of: number, in: place) }
    }
}
