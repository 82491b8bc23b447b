/// A place in one file, whatever its name is by now.
package struct FilePosition: Sendable, Equatable {
    /// The device's number.
    package let device: UInt64
    /// The file's number on its device.
    package let inode: UInt64
    /// Bytes before the place; the beginning of a line.
    package let offset: UInt64

    package init(device: UInt64, inode: UInt64, offset: UInt64) {
        self.device = device
        self.inode = inode
        self.offset = offset
    }
}
