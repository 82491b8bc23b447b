import EventModel
import StageKit

extension PartitionProcessor {
    /// Counts the record and moves stream time: the largest event time, never beyond receipt time plus the skew.
    func advance(_ record: RecordView, eventTime: Timestamp) -> RecordContext {
        sequence += 1
        let receivedNanoseconds = record.timestampMilliseconds * 1_000_000
        let bound = receivedNanoseconds.addingReportingOverflow(limits.maxSkewNanoseconds)
        let largest = bound.overflow ? Int64.max : bound.partialValue
        streamTime = Timestamp(nanoseconds: max(streamTime.nanoseconds, min(eventTime.nanoseconds, largest)))
        return context(of: record)
    }

    /// Returns key and times of a record without counting it.
    func context(of record: RecordView) -> RecordContext {
        RecordContext(
            key: Key(String(decoding: record.key, as: UTF8.self)),
            receivedAt: Timestamp(nanoseconds: record.timestampMilliseconds * 1_000_000),
            streamTime: streamTime
        )
    }

    /// Runs `body` on the key's state in place and keeps what became of it.
    func withState<Result>(
        of context: RecordContext,
        _ body: (inout S.State?) throws(Rejection) -> Result
    ) throws(Rejection) -> Result {
        guard let slot = states.slot(of: context.key) else {
            var state: S.State?
            let result = try body(&state)
            if let state {
                let slot = states.insert(context.key, state, encoded: nil, sequence: sequence, touched: 0)
                states.touch(slot, sequence: sequence, touched: streamTime.nanoseconds)
            }
            return result
        }
        loadState(slot)
        let result = try states.withState(slot, body)
        if states.entries[slot].state == nil {
            states.remove(slot)
        } else {
            states.touch(slot, sequence: sequence, touched: streamTime.nanoseconds)
        }
        return result
    }

    /// Forgets the keys that stream time has left behind, oldest first, letting the stage say what there is to say.
    func expireAged(_ record: RecordView, _ outputIndex: inout Int64) {
        while states.oldest >= 0 {
            let touched = states.entries[states.oldest].touchedNanoseconds
            guard streamTime.nanoseconds.subtractingReportingOverflow(touched).partialValue > limits.maxAgeNanoseconds
            else {
                return
            }
            expire(states.oldest, record, &outputIndex)
            counts.expired += 1
        }
    }

    /// Forgets the least recently touched keys above the limit.
    func evictAboveCount(_ record: RecordView, _ outputIndex: inout Int64) {
        while states.count > limits.maxKeys {
            expire(states.oldest, record, &outputIndex)
            counts.evicted += 1
        }
    }

    private func expire(_ slot: Int, _ record: RecordView, _ outputIndex: inout Int64) {
        loadState(slot)
        let key = states.entries[slot].key
        if let state = states.entries[slot].state {
            for output in stage.expire(state, of: key, at: streamTime) {
                write(output, key: stage.key(of: output, from: key), of: record, &outputIndex)
            }
        }
        states.remove(slot)
    }

    /// Decodes a restored state at its first use.
    ///
    /// The bytes were written by this very codec and their checksum was verified on reading, so a failure here means
    /// that two builds with different codecs share one changelog: going on would decide differently.
    private func loadState(_ slot: Int) {
        do throws(PayloadFault) {
            try states.load(slot, with: parser)
        } catch {
            let fault = StageFault.damagedState(
                stage: wiring.name,
                partition: partition,
                message: "the state of \(states.entries[slot].key) does not decode: \(error)"
            )
            damage = damage ?? fault
            states.discardEncoded(slot)
        }
    }
}
