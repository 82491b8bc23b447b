import EventModel
import StageKit

/// Adds up the notes of each key; small, but it uses everything that the runner offers a stage.
///
/// A note of 0 forgets its key, a negative one is rejected. A threshold control sets the factor (0.666 is refused after
/// the regime was already changed, which the runner has to undo), a model gives a bonus, a triage sets a sum to zero.
struct SumStage: Stage {
    /// Added to every note.
    var extra: Int64 = 0

    func initialRegime() -> Weights { Weights() }

    func apply(
        _ record: Record<Note>,
        to state: inout Sum?,
        under regime: Weights
    ) throws(Rejection) -> [Note] {
        let amount = record.payload.amount
        guard amount >= 0 else { throw Rejection(.outOfRange, "note is negative") }
        guard amount > 0 else {
            state = nil
            return []
        }
        var sum = state ?? Sum()
        sum.total += amount * regime.factor + regime.bonus + extra
        state = sum
        return [Note(sum.total, at: record.payload.time)]
    }

    func adopt(_ control: Control, into regime: inout Weights) throws(Rejection) -> [Note] {
        switch control.action {
        case .setThreshold(let milli):
            regime.factor = Int64(milli.thousandths)
            if milli.thousandths == 666 {
                throw Rejection(.outOfRange, "threshold is 0.666")
            }
        case .activateModel(let digest):
            regime.model = digest
        case .triage, .stateRebuilt:
            break
        }
        return []
    }

    func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout Sum?,
        under regime: Weights
    ) throws(Rejection) -> [Note] {
        guard state != nil else { throw Rejection(.unknownTarget, "nothing was noted under \(context.key)") }
        state = Sum()
        return [Note(0, at: control.at)]
    }

    /// Says minus the sum of a key that is forgotten.
    func expire(_ state: Sum, of key: Key, at streamTime: Timestamp) -> [Note] {
        [Note(-state.total, at: streamTime)]
    }

    func contents(neededBy control: Control) -> [Digest] {
        if case .activateModel(let digest) = control.action { [digest] } else { [] }
    }

    func contents(neededBy regime: Weights) -> [Digest] {
        regime.model.map { [$0] } ?? []
    }

    func attach(_ content: Content, to regime: inout Weights) throws(Rejection) {
        guard let first = content.bytes.first else { throw Rejection(.incompatible, "the content is empty") }
        regime.bonus = Int64(first)
    }
}
