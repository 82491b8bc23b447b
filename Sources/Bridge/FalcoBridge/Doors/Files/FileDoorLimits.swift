package import Configuration

/// The limits of the door that follows files.
package struct FileDoorLimits: Sendable {
    /// A bound on memory and descriptors.
    ///
    /// At the bound the file that has had nothing new for longest is closed, and opened again when it changes; if all
    /// have something new, the others wait for their turn. Nothing is lost unless a file is deleted meanwhile.
    @Setting(
        .integer(
            "bridge.open-files",
            unit: "files",
            in: 1...65_535,
            default: 128,
            "Followed files that are open at once; beyond it, quiet ones are closed until they change."
        )
    )
    package var openFiles: Int

    /// Files that are known at once; if patterns match more, the first in order are followed until some are gone.
    package var files = 4096

    /// Bytes read of one file before it is the next one's turn; a line may be longer.
    package var chunkBytes = 256 * 1024

    /// Time between two checks of the ends of files that have nothing new; longer with more than 100 files.
    package var pause: Duration = .milliseconds(100)

    /// Time between two searches for new files.
    package var searchInterval: Duration = .seconds(2)

    package init() {}
}
