import StageKit

/// Key, offset and receipt time of an input record: for a processor, beside the payload.
struct InputPlace {
    let key: Key
    let offset: Int64
    /// In milliseconds since 1970.
    let timestampMilliseconds: Int64
}

/// The end of a processor into which the stage before it in a chain hands its outputs as values.
///
/// The value is the same that a reader of the topic would decode: `decode(encode(value)) == value` for every payload.
protocol ChainInput<Input>: AnyObject {
    associatedtype Input

    /// Applies one record that has been written and not been read.
    ///
    /// - Parameters:
    ///   - payload: The record's payload.
    ///   - place: Key, receipt time, and the offset that the record will have.
    ///   - source: The source in the record's header.
    func take(_ payload: Input, at place: InputPlace, source: SourceCoordinate)
}
