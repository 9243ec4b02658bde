"""The sign trainer: folders of photos of ASL letters in, a sign-letters model out."""
