/// What a stage does with the states of a partition, record by record.
///
/// Every stage has ``step(_:in:on:at:under:emit:)`` from here. It is public, with the few types that it names, because
/// code in which types stand open is compiled anew for a stage's own types only if it is: the compiler puts a copy
/// into the target that has the stage. A runner that asked for states and outputs of types it does not know, one by
/// one, would look those types up for every record.
public protocol StateStep<Input, Output>: Sendable {
    associatedtype Input
    associatedtype Output
    /// What is remembered of one key.
    associatedtype State
    /// What holds for a whole partition.
    associatedtype Regime

    /// Applies one record.
    ///
    /// - Parameters:
    ///   - record: The next record of the partition.
    ///   - state: The state of the record's key; nil = never seen or forgotten. Setting nil forgets the key. Must be
    ///     left unchanged when this method throws.
    ///   - regime: What holds for the partition now.
    /// - Returns: Zero or more outputs, in order.
    /// - Throws: A ``Rejection`` when the record can never be processed; it becomes a dead letter and the stage goes on.
    func apply(
        _ record: Record<Input>,
        to state: inout State?,
        under regime: Regime
    ) throws(Rejection) -> [Output]

    /// Applies one record to the state of its key where it lies.
    ///
    /// - Parameters:
    ///   - payload: The next record of the partition.
    ///   - context: Its key and times.
    ///   - states: The states of the partition, one for each slot.
    ///   - slot: The slot of the record's key; at most the number of states, which makes room for one more.
    ///   - regime: What holds for the partition now.
    ///   - emit: Takes each output, in order, before the next one is looked at.
    /// - Returns: Whether the key has a state now.
    /// - Throws: A ``Rejection`` when the record can never be processed; nothing was emitted then.
    func step(
        _ payload: Input,
        in context: RecordContext,
        on states: inout [State?],
        at slot: Int,
        under regime: Regime,
        emit: (Output) -> Void
    ) throws(Rejection) -> Bool
}

extension StateStep {
    /// Applies one record to the state of its key where it lies.
    @inlinable
    public func step(
        _ payload: Input,
        in context: RecordContext,
        on states: inout [State?],
        at slot: Int,
        under regime: Regime,
        emit: (Output) -> Void
    ) throws(Rejection) -> Bool {
        if slot == states.count {
            states.append(nil)
        }
        let record = Record(context: context, payload: payload)
        for output in try apply(record, to: &states[slot], under: regime) {
            emit(output)
        }
        return states[slot].isThere
    }
}

extension Optional {
    /// Whether there is a value, asked in place: a comparison with nil may copy a large one.
    @inlinable
    var isThere: Bool {
        mutating get {
            switch self {
            case .some: true
            case .none: false
            }
        }
    }
}
