import StageKit

/// Key, offset and receipt time of an input record: what a processor has to know of it beside its payload.
struct InputPlace {
    let key: Key
    let offset: Int64
    /// In milliseconds since 1970.
    let timestampMilliseconds: Int64
}

/// The end of a processor into which the stage before it in a chain hands its outputs as values.
///
/// What is handed in is what a reader of the topic would decode: `decode(encode(value)) == value` for every payload.
protocol ChainInput<Input>: AnyObject {
    associatedtype Input

    /// Applies one record that has been written and not been read.
    ///
    /// - Parameters:
    ///   - payload: The record's payload.
    ///   - place: Key, receipt time, and the offset that the record will have.
    ///   - source: What the record's header says of where it comes from.
    func take(_ payload: Input, at place: InputPlace, source: SourceCoordinate)
}
