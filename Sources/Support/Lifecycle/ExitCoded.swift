/// An error that ends the process with an exit code of its own.
package protocol ExitCoded: Error {
    /// The exit code of the process, 1 to 125.
    var exitCode: Int32 { get }
}
