package import EventModel

/// A deterministic transform of one partition of one topic.
///
/// A stage reads no clock, file, socket, environment or random source and iterates over no unordered collection: equal
/// states and equal records give equal results, so replaying the log rebuilds everything that followed from it.
///
/// The runner owns the keyed state. It hands a stage the state of the record's key, notes what changed, evicts by
/// event-time age and by count (``StateLimits``), writes the changelog, and commits outputs, state, dead letters and
/// offsets in one transaction. A stage never sees offsets, partitions or time other than the record's.
///
/// Delivery: exactly once. A replay of the same input gives the same outputs, byte for byte; `verifyStage` holds every
/// stage to that.
package protocol Stage: Sendable {
    associatedtype Input: TimedInput
    associatedtype Output: TimedPayload
    /// What is remembered of one key.
    associatedtype State: Payload
    /// What holds for a whole partition (active model, thresholds); changed by control records alone.
    associatedtype Regime: Payload

    /// Returns the regime before the first control record.
    func initialRegime() -> Regime

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

    /// Takes a control for the whole partition into the regime; the runner forwards the control itself.
    ///
    /// - Parameters:
    ///   - control: The control record.
    ///   - regime: The regime to change; must be left unchanged when this method throws.
    /// - Returns: Zero or more outputs, which follow the forwarded control.
    /// - Throws: A ``Rejection`` when the control cannot be taken; the stage goes on under the old regime.
    func adopt(_ control: Control, into regime: inout Regime) throws(Rejection) -> [Output]

    /// Applies a control for one key, an analyst's triage say; the runner forwards the control itself.
    ///
    /// - Parameters:
    ///   - control: The control record.
    ///   - context: Key and times of the control record.
    ///   - state: The state of the control's key.
    ///   - regime: What holds for the partition now.
    /// - Returns: Zero or more outputs, which follow the forwarded control.
    /// - Throws: A ``Rejection`` when the control can never be applied.
    func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout State?,
        under regime: Regime
    ) throws(Rejection) -> [Output]

    /// Says what there is to say before a key is forgotten (an incident that went quiet is closed).
    func expire(_ state: State, of key: Key, at streamTime: Timestamp) -> [Output]

    /// Returns the key that an output is written under; the partition is always that of the input.
    func key(of output: Output, from input: Key) -> Key

    /// Returns the digests of the contents (models) that a control needs before it is adopted.
    func contents(neededBy control: Control) -> [Digest]

    /// Returns the digests of the contents that a restored regime needs.
    func contents(neededBy regime: Regime) -> [Digest]

    /// Takes a content into the regime, where it is not part of the regime's own bytes.
    ///
    /// - Parameters:
    ///   - content: Bytes whose digest was checked.
    ///   - regime: The regime that will use it; must be left unchanged when this method throws.
    /// - Throws: A ``Rejection`` when the bytes are not what the stage can use.
    func attach(_ content: Content, to regime: inout Regime) throws(Rejection)
}

extension Stage {
    package func adopt(_ control: Control, into regime: inout Regime) throws(Rejection) -> [Output] {
        []
    }

    package func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout State?,
        under regime: Regime
    ) throws(Rejection) -> [Output] {
        []
    }

    package func expire(_ state: State, of key: Key, at streamTime: Timestamp) -> [Output] {
        []
    }

    package func key(of output: Output, from input: Key) -> Key {
        input
    }

    package func contents(neededBy control: Control) -> [Digest] {
        []
    }

    package func contents(neededBy regime: Regime) -> [Digest] {
        []
    }

    package func attach(_ content: Content, to regime: inout Regime) throws(Rejection) {}
}
