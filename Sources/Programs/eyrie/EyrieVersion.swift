/// The version of this build, as `eyrie --version` prints it.
enum EyrieVersion {
    static let text = "0.1.0"
}
