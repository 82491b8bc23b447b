/// A record of the incidents that does not read as an incident event; kept as it is.
struct UnreadableRecord {
    let offset: Int64
    let message: String
    let value: [UInt8]
}
