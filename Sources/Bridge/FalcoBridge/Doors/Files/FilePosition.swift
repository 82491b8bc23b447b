/// A place in one file, independent of its current name.
package struct FilePosition: Sendable, Equatable {
    /// The device's number.
    package let device: UInt64
    /// The file's number on its device.
    package let inode: UInt64
    /// Bytes before the place; the beginning of a line.
    package let offset: UInt64
    /// A digest of the bytes just before the place, see ``FileMark``; 0 when it is not known.
    ///
    /// File numbers are reused, and files are truncated and grow again: the mark shows that it is still the same file.
    package let mark: UInt64
    /// When the file was last written, in nanoseconds since 1970; 0 when it is not known.
    package let modifiedNanoseconds: UInt64

    package init(device: UInt64, inode: UInt64, offset: UInt64, mark: UInt64 = 0, modifiedNanoseconds: UInt64 = 0) {
        self.device = device
        self.inode = inode
        self.offset = offset
        self.mark = mark
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}
