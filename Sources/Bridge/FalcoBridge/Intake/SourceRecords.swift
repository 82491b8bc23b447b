/// Which records of a source topic the pieces of a batch are, and where the reading of its partition goes on.
package struct SourceRecords: Sendable {
    /// One record; its piece of the batch is its value, or the beginning of one that is too long.
    package struct Place: Sendable {
        /// Its offset.
        package let offset: Int64
        /// Where its key lies in the batch's block; nil without one.
        package let key: Range<Int>?
        /// Bytes of the whole value.
        package let length: Int

        package init(offset: Int64, key: Range<Int>?, length: Int) {
            self.offset = offset
            self.key = key
            self.length = length
        }
    }

    /// The partition's number.
    package let partition: Int32
    /// One for each piece, in order.
    package let places: [Place]
    /// The offset behind the batch: where reading goes on when it starts anew.
    package let nextOffset: Int64
    /// Offsets before the batch that were removed from the source before they were read.
    package let lost: Int64

    package init(partition: Int32, places: [Place], nextOffset: Int64, lost: Int64) {
        self.partition = partition
        self.places = places
        self.nextOffset = nextOffset
        self.lost = lost
    }
}
