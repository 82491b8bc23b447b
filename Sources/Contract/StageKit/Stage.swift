package import EventModel

/// A deterministic transform of one partition of one topic.
///
/// A stage reads no clock, file, socket, environment or random source and iterates over no unordered collection: equal
/// states and equal records give equal results, so a replay of the log rebuilds all outputs.
///
/// The runner owns the keyed state. It hands a stage the state of the record's key, notes what changed, evicts by
/// event-time age and by count (``StateLimits``), writes the changelog, and commits outputs, state, dead letters and
/// offsets in one transaction. A stage never sees offsets, partitions or time other than the record's.
///
/// Delivery: exactly once. A replay of the same input gives the same outputs, byte for byte; `verifyStage` holds every
/// stage to that.
package protocol Stage: StateStep where Input: TimedInput, Output: TimedPayload, State: Payload, Regime: Payload {
    /// Returns the regime before the first control record.
    func initialRegime() -> Regime

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
    ///   - regime: The partition's present regime.
    /// - Returns: Zero or more outputs, which follow the forwarded control.
    /// - Throws: A ``Rejection`` when the control can never be applied.
    func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout State?,
        under regime: Regime
    ) throws(Rejection) -> [Output]

    /// Returns the last outputs before a key is forgotten (an incident that went quiet is closed).
    func expire(_ state: State, of key: Key, at streamTime: Timestamp) -> [Output]

    /// Returns the key that an output is written under; the partition is always that of the input.
    func key(of output: Output, from input: Key) -> Key

    /// Returns the digests of the contents (models) that a control needs before it is adopted.
    func contents(neededBy control: Control) -> [Digest]

    /// Returns the digests of the contents that a restored regime needs.
    func contents(neededBy regime: Regime) -> [Digest]

    /// Attaches a content to the regime; it is not part of the regime's own bytes.
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
