import Database

extension StoredBatch {
    /// Reads the current row of a statement over all columns.
    init(_ row: Statement) {
        let head = BatchHead(
            key: BatchKey(rawValue: row.integer(0)),
            span: row.integer(1),
            count: Int(row.integer(2)),
            firstTime: row.integer(3),
            lastTime: row.integer(4),
            codec: row.integer(6),
            rawSize: Int(row.integer(7))
        )
        let checksum = UInt64(bitPattern: row.integer(8))
        self.init(head: head, maxTime: row.integer(5), checksum: checksum, bytes: row.bytes(9))
    }
}
