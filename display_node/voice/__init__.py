"""What is said in a zone: phrases, clips, their order and the loudspeaker."""
