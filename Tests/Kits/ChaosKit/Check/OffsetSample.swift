/// What a group had committed in a partition of its input at one moment.
package struct OffsetSample: Sendable, Equatable {
    package let group: String
    package let partition: Int32
    package let offset: Int64

    package init(group: String, partition: Int32, offset: Int64) {
        self.group = group
        self.partition = partition
        self.offset = offset
    }
}
