/// A record of a source topic as a dead letter names it.
struct SourceRecord {
    /// The source and its topic, such as `kafka:HOST:PORT/falco`.
    let topic: String
    let partition: Int32
    let offset: Int64
    /// The record's key; nil when it had none.
    let key: [UInt8]?
}
