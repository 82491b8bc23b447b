import EventModel
import JSONText
import StageKit

extension PartitionProcessor {
    /// Counts the record and moves stream time: the largest event time, never beyond receipt time plus the skew.
    func advance(_ place: InputPlace, eventTime: Timestamp) -> RecordContext {
        sequence += 1
        let received = place.timestampMilliseconds.multipliedReportingOverflow(by: 1_000_000)
        let receivedNanoseconds = received.overflow ? Int64.max : received.partialValue
        let bound = receivedNanoseconds.addingReportingOverflow(limits.maxSkewNanoseconds)
        let largest = bound.overflow ? Int64.max : bound.partialValue
        streamTime = Timestamp(nanoseconds: max(streamTime.nanoseconds, min(eventTime.nanoseconds, largest)))
        return RecordContext(
            key: place.key,
            receivedAt: Timestamp(nanoseconds: receivedNanoseconds),
            streamTime: streamTime
        )
    }

    /// Runs `body` on the key's state in place and keeps the result.
    func withState<Result>(
        of context: RecordContext,
        _ body: (inout S.State?) throws(Rejection) -> Result
    ) throws(Rejection) -> Result {
        let known = index.slot(of: context.key)
        let slot = known ?? index.nextSlot
        if known != nil {
            loadState(slot)
        } else if slot == states.count {
            states.append(nil)
        }
        let result = try body(&states[slot])
        note(states[slot] != nil, of: context.key, at: slot, isNew: known == nil)
        return result
    }

    /// Notes what a record made of the state of its key: new, changed, or forgotten.
    func note(_ isThere: Bool, of key: Key, at slot: Int, isNew: Bool) {
        if isThere {
            if isNew {
                let taken = index.insert(key, encoded: nil, recency: recency)
                assert(taken == slot, "a new key takes the slot that was announced")
            }
            index.touch(slot, recency)
        } else if !isNew {
            index.remove(slot)
        }
    }

    /// The recency of a key that the current record touches.
    var recency: StateRecency {
        StateRecency(sequence: sequence, touchedNanoseconds: streamTime.nanoseconds)
    }

    /// Whether stream time has left the least recently touched key behind.
    var isOldestAged: Bool {
        guard index.oldest >= 0 else { return false }
        let touched = index.entries[index.oldest].recency.touchedNanoseconds
        return streamTime.nanoseconds.subtractingReportingOverflow(touched).partialValue > limits.maxAgeNanoseconds
    }

    /// Forgets the keys that stream time has left behind, oldest first; the stage writes last outputs.
    func expireAged(_ place: InputPlace) {
        while isOldestAged {
            expire(index.oldest, place)
            counts.expired += 1
        }
    }

    /// Forgets the least recently touched keys above the limit.
    func evictAboveCount(_ place: InputPlace) {
        while index.count > limits.maxKeys {
            expire(index.oldest, place)
            counts.evicted += 1
        }
    }

    private func expire(_ slot: Int, _ place: InputPlace) {
        loadState(slot)
        let key = index.entries[slot].key
        if let state = states[slot] {
            for output in stage.expire(state, of: key, at: streamTime) {
                write(output, key: stage.key(of: output, from: key), of: place)
            }
        }
        states[slot] = nil
        index.remove(slot)
    }

    /// Decodes a restored state at its first use.
    ///
    /// The bytes were written by this very codec and their checksum was verified on reading, so a failure here means
    /// that two builds with different codecs share one changelog: continuing would decide differently.
    func loadState(_ slot: Int) {
        guard let encoded = index.takeEncoded(slot) else { return }
        do throws(PayloadFault) {
            states[slot] = try parser.decode(S.State.self, from: encoded)
        } catch {
            let fault = StageFault.damagedState(
                stage: wiring.name,
                partition: partition,
                message: "the state of \(index.entries[slot].key) does not decode: \(error)"
            )
            note(fault)
        }
    }
}
